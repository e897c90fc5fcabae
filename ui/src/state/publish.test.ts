// What publishing shows of a video.
import { describe, expect, test } from "vitest";
import type { Destination } from "../generated/Destination";
import type { Publication } from "../generated/Publication";
import type { Publishing } from "../generated/Publishing";
import type { Sending } from "../generated/Sending";
import type { State } from "../generated/State";
import { texts } from "../texts";
import { card } from "./fixtures";
import { links, losesSent, nameAt, nextPlace, publishable, publishWhy, sent, takingDown } from "./publish";

const version = (id: number, rest: Partial<Publication> = {}): Publication => ({
  id, destination: "r2", folder: "/out/film", package: "film", version: `v${id}`, publish: `p${id}`, public_url: `https://a/film/v${id}/master.m3u8`,
  stable_url: "https://a/film/master.m3u8", at: id * 100, files: 10, bytes: 1000, leads: false, ...rest,
});
const place = (name: string): Destination => ({ name, kind: { is: "backend", url: "https://signer.example.com" }, secret: "file" });
const sending = (bytes: number, of_bytes: number): Sending => ({ files: 1, of_files: 2, bytes, of_bytes, rate: null, seconds_left: null, held_up: false, renditions: [] });
const publishing = (rest: Partial<Publishing> = {}): Publishing => ({ destination: "r2", name: null, early: false, state: { is: "sending" }, link: null, sending: null, ...rest });
const progress = (percent: number) => ({ percent, fps: 1, speed: 1, seconds_left: null, fitting: null, measuring: null, rungs: [] });
const PERSON: State = { is: "paused", pause: { why: "person" } };

describe("links", () => {
  test("are names at destinations, with their versions, the newest first", () => {
    const found = links([version(1), version(3, { leads: true }), version(2), version(4, { destination: "site", package: "other" })]);
    expect(found.map(({ key, versions }) => [key, versions.map(({ id }) => id)])).toEqual([["r2/film", [3, 2, 1]], ["site/other", [4]]]);
    expect(found.map(({ leads, shown }) => [leads?.id, shown.id])).toEqual([[3, 3], [undefined, 4]]);
  });

  test("that lead somewhere come first, and destinations are told apart without regard to case", () => {
    const found = links([version(9, { destination: "R2" }), version(1, { leads: true, at: 5000 }), version(2, { package: "b" })]);
    expect(found.map(({ key, versions }) => [key, versions.length])).toEqual([["r2/film", 2], ["r2/b", 1]]);
    expect(found[0]?.shown.id).toBe(1);
  });

  test("of nothing there are none", () => expect(links([])).toEqual([]));
});

test("a video can be published as soon as it is ready, and not twice at once", () => {
  const can = (is: Exclude<State["is"], "failed" | "refused" | "paused" | "pausing">) => publishable(card(1, { state: { is } }));
  expect((["probing", "ready", "queued", "converting", "stopping", "finished"] as const).map(can)).toEqual([false, true, true, true, false, true]);
  expect(publishable(card(1, { state: { is: "finished" }, astray: "It is away." }))).toBe(false);
  expect(publishable(card(1, { publishing: publishing() }))).toBe(false);
  expect(publishable(card(1, { publishing: publishing({ state: { is: "paused" } }) }))).toBe(true);
});

test("it goes where it is not yet, or under the name it has there", () => {
  const places = [place("first"), place("R2")];
  const before = card(1, { publications: [version(1, { package: "mine" })] });
  expect(nextPlace(card(1), places)).toBe("first");
  expect(nextPlace(before, [...places].reverse())).toBe("first");
  expect(nextPlace(before, places.slice(1))).toBe("R2");
  expect(nextPlace(card(1), [])).toBeNull();
  expect([nameAt(before, "R2"), nameAt(before, "first"), nameAt(card(1), "r2")]).toEqual(["mine", "", ""]);
  expect(nameAt({ ...before, publishing: publishing({ name: "typed" }) }, "r2")).toBe("typed");
});

test("how far it is counts what is not made yet", () => {
  const at = (state: State, percent: number | null, done: Sending | null) =>
    sent(card(1, { state, progress: percent === null ? null : progress(percent), publishing: publishing({ sending: done }) }));
  expect(at({ is: "finished" }, null, sending(50, 100))).toBe(50);
  expect(at({ is: "converting" }, 40, sending(100, 100))).toBe(40);
  expect(at({ is: "converting" }, 40, sending(50, 100))).toBe(20);
  expect(at({ is: "finished" }, null, null)).toBeNull();
  expect(at({ is: "finished" }, null, sending(0, 0))).toBeNull();
  expect(sent(card(1))).toBeNull();
});

test("why it waits follows from the conversion", () => {
  const why = (state: State, rest: Partial<Publishing> = {}) => publishWhy(card(1, { state, publishing: publishing({ state: { is: "waiting" }, ...rest }) }));
  expect(why({ is: "ready" })).toBe(texts.publishWaits);
  expect(why({ is: "queued" })).toBe(texts.publishWaitsQueue);
  expect(why({ is: "converting" })).toBe(texts.publishBegins);
  expect(why(PERSON, { sending: sending(1, 2) })).toBe(texts.publishWaitsAgain);
  expect(why({ is: "finished" }, { state: { is: "paused" }, sending: sending(1, 2) })).toBe(texts.publishPausedWhy);
  expect(why({ is: "finished" }, { state: { is: "sending" } })).toBe("");
  expect(why({ is: "finished" }, { state: { is: "sending" }, sending: { ...sending(1, 2), held_up: true } })).toBe("Nothing goes through for now. It goes on by itself as soon as something does.");
  expect(why({ is: "finished" }, { state: { is: "away", failure: { code: "destination_away", message: "" } } })).toContain("tried again by itself");
  expect(publishWhy(card(1))).toBe("");
});

test("what is lost is told before it is", () => {
  expect([losesSent(publishing()), losesSent(publishing({ sending: sending(0, 9) })), losesSent(publishing({ sending: sending(1, 9) }))]).toEqual([false, false, true]);
  const [link] = links([version(2, { leads: true }), version(1)]);
  if (!link) throw new Error("no link");
  expect(link.versions.map((one) => takingDown(link, one))).toEqual([texts.takesLinkDown, texts.takesVersionDown]);
});
