// A destination as it is described in the form, and as the list shows it. Pure.
import type { Destination } from "../generated/Destination";
import type { DestinationFinding } from "../generated/DestinationFinding";
import type { DestinationWish } from "../generated/DestinationWish";
import type { Kept } from "../generated/Kept";
import type { Outcome } from "../generated/Outcome";
import type { PlaceWish } from "../generated/PlaceWish";
import type { Prices } from "../generated/Prices";
import { texts } from "../texts";
import { typed } from "./format";

/** Whose store a bucket is at: what the form asks for first. */
export type Provider = "s3" | "r2" | "other";

/** Whether the bucket stands in the path of an address. */
export type PathStyle = "usual" | "path" | "host";

/** What stands in the form, as it was typed. */
export interface Draft {
  is: "backend" | "bucket";
  name: string;
  url: string;
  secret: string;
  provider: Provider;
  endpoint: string;
  bucket: string;
  accessKey: string;
  region: string;
  publicUrl: string;
  prefix: string;
  pathStyle: PathStyle;
  site: string;
  storage: string;
  delivery: string;
  currency: string;
}

/** Why a field cannot be taken, by field. */
export type Wrong = Partial<Record<keyof Draft, string>>;

const EMPTY: Draft = {
  is: "backend", name: "", url: "", secret: "", provider: "r2", endpoint: "", bucket: "", accessKey: "", region: "", publicUrl: "",
  prefix: "", pathStyle: "usual", site: "", storage: "", delivery: "", currency: "",
};

/** What an address in each store looks like. */
export const ENDPOINTS: Record<Provider, string> = {
  r2: "https://ACCOUNT.r2.cloudflarestorage.com",
  s3: "https://s3.eu-central-1.amazonaws.com",
  other: "https://s3.example.com",
};

/** The form for a new destination, or for one that is there. What is secret is not among it. */
export function draftOf(destination: Destination | null): Draft {
  if (!destination) return { ...EMPTY };
  const { name, kind, site = "", prices } = destination;
  const paid = prices && { storage: typed(prices.storage_gb_month), delivery: typed(prices.delivery_gb), currency: prices.currency };
  const about = { ...EMPTY, name, site, ...paid };
  if (kind.is === "backend") return { ...about, is: "backend", url: kind.url };
  const { endpoint, bucket, access_key, region, public_url, prefix, path_style } = kind;
  return {
    ...about, is: "bucket", provider: providerOf(endpoint), endpoint, bucket, accessKey: access_key, region, publicUrl: public_url, prefix,
    pathStyle: path_style ? "path" : "host",
  };
}

/** Whose store an address is. */
export function providerOf(endpoint: string): Provider {
  const host = hostOf(endpoint);
  if (host.endsWith(".r2.cloudflarestorage.com")) return "r2";
  return /\.amazonaws\.com(\.cn)?$/.test(host) ? "s3" : "other";
}

/** The host of an address, or what was typed when it is none. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** What a destination is called unless somebody says otherwise: by its bucket or host, another than those that are `taken`. */
export function suggestedName(draft: Draft, taken: readonly string[]): string {
  const of = draft.is === "bucket" ? draft.bucket : hostOf(draft.url.trim()).replace(/:\d+$/, "");
  const plain = of.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(0, 40);
  if (plain === "") return "";
  const used = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}

/** The destination that the form describes with its secret, null for the one that is kept; or what is wrong with it. */
export function wishOf(
  draft: Draft, keep: Kept, editing: Destination | null, taken: readonly string[],
): { wish: DestinationWish; secret: string | null } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const need = (field: keyof Draft) => {
    if (draft[field].trim() === "") wrong[field] = texts.isNeeded;
  };
  if (draft.is === "backend") need("url");
  else {
    need("endpoint");
    need("bucket");
    need("accessKey");
    if (draft.provider === "r2") need("publicUrl");
  }
  if (!editing) need("secret");
  const prices = pricesOf(draft, wrong);
  if (Object.keys(wrong).length > 0) return { wrong };
  const name = editing?.name ?? (draft.name.trim() || suggestedName(draft, taken));
  const secret = draft.secret.trim();
  return { wish: { name, place: placeOf(draft), site: some(draft.site), prices, keep }, secret: secret === "" ? null : secret };
}

const some = (text: string): string | null => text.trim() || null;

function placeOf(draft: Draft): PlaceWish {
  if (draft.is === "backend") return { is: "backend", url: draft.url.trim() };
  return {
    is: "bucket",
    endpoint: draft.endpoint.trim(),
    bucket: draft.bucket.trim(),
    access_key: draft.accessKey.trim(),
    region: some(draft.region),
    public_url: some(draft.publicUrl),
    prefix: some(draft.prefix),
    path_style: draft.pathStyle === "usual" ? null : draft.pathStyle === "path",
  };
}

/** A number as people type it, with a point or a comma; null when it is none. */
export function numberOf(text: string): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Both prices or none; one that is left out is nothing to pay. */
function pricesOf({ storage, delivery, currency }: Draft, wrong: Wrong): Prices | null {
  if (storage.trim() === "" && delivery.trim() === "") return null;
  const read = (field: "storage" | "delivery", text: string): number => {
    if (text.trim() === "") return 0;
    const price = numberOf(text);
    if (price === null) wrong[field] = texts.notAPrice;
    return price ?? 0;
  };
  const prices = { storage_gb_month: read("storage", storage), delivery_gb: read("delivery", delivery), currency: currency.trim().toUpperCase() };
  if (!/^[A-Z]{3}$/.test(prices.currency)) wrong.currency = texts.notACurrency;
  return prices;
}

/** What is at a destination, in a line: `Backend · signer.example.com`. */
export function described({ kind }: Destination): string {
  if (kind.is === "backend") return `${texts.backend} · ${hostOf(kind.url)}`;
  return `${texts.providers[providerOf(kind.endpoint)]} · ${kind.bucket}${kind.prefix ? `/${kind.prefix.replace(/\/$/, "")}` : ""}`;
}

/** Kilobytes a second that were typed: null for no limit, undefined when it is no number. */
export function limitOf(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = numberOf(text);
  return value === null || value < 1 || value > 4_000_000 ? undefined : Math.round(value);
}

/** How many findings there are of each kind. */
export function tally(findings: readonly DestinationFinding[]): Record<Outcome, number> {
  const numbers: Record<Outcome, number> = { good: 0, advice: 0, bad: 0, untested: 0 };
  for (const { outcome } of findings) numbers[outcome] += 1;
  return numbers;
}

const RANK: Record<Outcome, number> = { bad: 0, advice: 1, untested: 2, good: 3 };

/** What is to be mended first, then the rest as it was found. */
export const ranked = (findings: readonly DestinationFinding[]): DestinationFinding[] =>
  [...findings].sort((a, b) => RANK[a.outcome] - RANK[b.outcome]);
