// A destination in the form and on the list.
import { describe, expect, test } from "vitest";
import type { Destination } from "../generated/Destination";
import type { DestinationFinding } from "../generated/DestinationFinding";
import type { Outcome } from "../generated/Outcome";
import { described, draftOf, limitOf, numberOf, providerOf, ranked, suggestedName, tally, wishOf, type Draft } from "./destinations";

const BUCKET: Destination = {
  name: "films",
  kind: {
    is: "bucket", endpoint: "https://0.r2.cloudflarestorage.com/", region: "auto", bucket: "films", path_style: true, access_key: "AK", public_url: "https://v.example.org/",
    prefix: "2026/", sha256: true, crc32c: true, gzip: true, conditional: true,
  },
  site: "https://example.org",
  prices: { storage_gb_month: 0.015, delivery_gb: 0, currency: "EUR" },
  secret: "keychain",
};
const draft = (rest: Partial<Draft> = {}): Draft => ({ ...draftOf(null), ...rest });
const wrong = (one: Draft, editing: Destination | null = null) => {
  const read = wishOf(one, "keychain", editing, []);
  return "wrong" in read ? Object.keys(read.wrong) : [];
};

describe("the form", () => {
  test("says what is missing", () => {
    expect(wrong(draft())).toEqual(["url", "secret"]);
    expect(wrong(draft({ is: "bucket", provider: "s3" }))).toEqual(["endpoint", "bucket", "accessKey", "secret"]);
    expect(wrong(draft({ is: "bucket", provider: "r2" }))).toContain("publicUrl");
    expect(wrong(draft({ url: "https://a", secret: "t" }))).toEqual([]);
  });

  test("makes a backend, named after its host", () => {
    expect(wishOf(draft({ url: " https://signer.example.com:8080/ ", secret: " t " }), "file", null, ["signer.example.com"])).toEqual({
      wish: { name: "signer.example.com-2", place: { is: "backend", url: "https://signer.example.com:8080/" }, site: null, prices: null, keep: "file" },
      secret: "t",
    });
  });

  test("leaves out of a bucket what follows from its address", () => {
    const read = wishOf(draft({ is: "bucket", provider: "other", endpoint: "https://s3.example.com", bucket: "films", accessKey: "AK", secret: "s" }), "keychain", null, []);
    expect("wish" in read && read.wish).toMatchObject({
      name: "films", place: { is: "bucket", region: null, public_url: null, prefix: null, path_style: null, access_key: "AK" },
    });
  });

  test("of one that is there has all but the secret, and gives it back unchanged", () => {
    const read = wishOf(draftOf(BUCKET), "keychain", BUCKET, ["films"]);
    expect(read).toEqual({
      wish: {
        name: "films", site: "https://example.org", prices: BUCKET.prices, keep: "keychain",
        place: {
          is: "bucket", endpoint: "https://0.r2.cloudflarestorage.com/", bucket: "films", access_key: "AK", region: "auto", public_url: "https://v.example.org/", prefix: "2026/",
          path_style: true,
        },
      },
      secret: null,
    });
    expect(draftOf(BUCKET)).toMatchObject({ provider: "r2", pathStyle: "path", storage: "0.015", secret: "" });
  });

  test("takes prices with a comma, one of them, and a currency with them", () => {
    const paid = (rest: Partial<Draft>) => draft({ url: "https://a", secret: "t", ...rest });
    const read = wishOf(paid({ storage: "0,015", currency: "eur" }), "file", null, []);
    expect("wish" in read && read.wish.prices).toEqual({ storage_gb_month: 0.015, delivery_gb: 0, currency: "EUR" });
    expect(wrong(paid({ storage: "much", currency: "EUR" }))).toEqual(["storage"]);
    expect(wrong(paid({ delivery: "-1" }))).toEqual(["delivery", "currency"]);
    expect(wrong(paid({ currency: "EUR" }))).toEqual([]);
  });
});

test("a name is suggested that the engine takes", () => {
  const named = (rest: Partial<Draft>, taken: string[] = []) => suggestedName(draft(rest), taken);
  expect(named({ url: "https://a.example.com/x" })).toBe("a.example.com");
  expect(named({ is: "bucket", bucket: "_my films" })).toBe("my-films");
  expect(named({ is: "bucket", bucket: "films" }, ["Films", "films-2"])).toBe("films-3");
  expect(named({})).toBe("");
});

test("stores are known by their host", () => {
  const hosts = ["https://0.eu.r2.cloudflarestorage.com", "https://s3.cn-north-1.amazonaws.com.cn/", "https://amazonaws.com.example.net", "no address"];
  expect(hosts.map(providerOf)).toEqual(["r2", "s3", "other", "other"]);
});

test("a destination in a line", () => {
  expect(described(BUCKET)).toBe("R2 · films/2026");
  expect(described({ name: "a", kind: { is: "backend", url: "http://127.0.0.1:4711" }, secret: "file" })).toBe("Backend · 127.0.0.1:4711");
});

test("numbers as they are typed", () => {
  expect(["", " 0,5 ", "1.5", "x", "-1", "1e999"].map(numberOf)).toEqual([null, 0.5, 1.5, null, null, null]);
  expect(["", "500", "0", "x", "1,4", "9999999"].map(limitOf)).toEqual([null, 500, undefined, undefined, 1, undefined]);
});

test("what is to be mended comes first", () => {
  const finding = (check: DestinationFinding["check"], outcome: Outcome): DestinationFinding => ({ check, outcome, text: "", mend: null });
  const all = [finding("reach", "good"), finding("multipart", "untested"), finding("cors", "bad"), finding("head", "good"), finding("https", "advice")];
  expect(ranked(all).map(({ check }) => check)).toEqual(["cors", "https", "multipart", "reach", "head"]);
  expect(tally(all)).toEqual({ good: 2, advice: 1, bad: 1, untested: 1 });
});
