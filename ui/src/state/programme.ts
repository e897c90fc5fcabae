// What a player page plays, as its document says it, and where it is asked to begin. Pure.
import type { Size } from "../generated/Size";
import { parseTime } from "./trim";

/** The programme of a page; addresses are complete. */
export interface PageProgramme {
  title: string;
  /** The multivariant playlist. */
  playlist: string;
  poster: string | null;
  /** The WebVTT track of thumbnails. */
  thumbnails: string | null;
  /** The WebVTT track of chapters. */
  chapters: string | null;
  /** A file to keep. */
  download: string | null;
  /** Of the best pictures; null of sound alone, or when the page does not say. */
  size: Size | null;
  framesPerSecond: number;
}

/** Frames per second where nobody says. */
const USUAL = 25;

/** The programme that is written in a page, whose addresses are meant from `base`; null when there is none. */
export function readProgramme(text: string, base: string): PageProgramme | null {
  const said = members(text);
  const word = (name: string) => (typeof said[name] === "string" && said[name] !== "" ? said[name] : null);
  const address = (name: string) => complete(word(name), base);
  const playlist = address("playlist");
  if (playlist === null) return null;
  const [width, height] = [Number(said["width"]), Number(said["height"])];
  return {
    title: word("title") ?? "",
    playlist,
    poster: address("poster"),
    thumbnails: address("thumbnails"),
    chapters: address("chapters"),
    download: address("download"),
    size: width > 0 && height > 0 ? { width, height } : null,
    framesPerSecond: rate(word("frame_rate")),
  };
}

/** Seconds at which an address with this fragment begins, `#t=90` or `#t=1:30`; null when it does not say. */
export function beginning(fragment: string): number | null {
  const [, time] = /[#&]t=([^&,]*)/.exec(fragment) ?? [];
  return time === undefined ? null : parseTime(time);
}

/** The address of the page at `href` that begins at so many seconds. */
export function addressAt(href: string, seconds: number): string {
  const address = new URL(href);
  const whole = Math.floor(seconds);
  address.hash = whole > 0 ? `t=${whole}` : "";
  return address.href;
}

/** What the file is called that is kept of `address`. */
export function downloadName(title: string, address: string): string {
  const [extension = ""] = /\.\w+$/.exec(new URL(address).pathname) ?? [];
  return `${title}${extension}`;
}

function members(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Only what is loaded as a page is: an address with a script in it is none. */
function complete(address: string | null, base: string): string | null {
  try {
    const url = address === null ? null : new URL(address, base);
    return url && /^(https?|file):$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function rate(fraction: string | null): number {
  const [, frames, seconds = 1] = /^(\d+)(?:\/(\d+))?$/.exec(fraction ?? "") ?? [];
  const value = Number(frames) / Number(seconds);
  return Number.isFinite(value) && value > 0 ? value : USUAL;
}
