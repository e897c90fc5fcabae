// What the window makes of how it stands with updates.
import { expect, test } from "vitest";
import type { Release } from "../generated/Release";
import type { UpdateState } from "../generated/UpdateState";
import { actsBeside, actsInSettings, isMarked, isNews, loaded, releaseOf } from "./updates";

const release: Release = { version: "0.3.0", notes: null, date: null, bytes: 9 };
const failure = { code: "update_away", message: "away" } as const;

const STATES: UpdateState[] = [
  { is: "off", why: { because: "no_place" } }, { is: "unknown" }, { is: "looking" }, { is: "up_to_date" },
  { is: "available", release, answer: "open" }, { is: "available", release, answer: "later" }, { is: "available", release, answer: "skipped" },
  { is: "loading", release, bytes: 3, of: 9 }, { is: "waiting", release }, { is: "installing", release },
  { is: "failed", failure, release }, { is: "failed", failure, release: null },
];
const of = (state: UpdateState) => ({ version: "0.2.0", looked: null, state, waits: false });
const where = (kind: (state: UpdateState) => boolean) => STATES.filter(kind).map((state) => ("answer" in state ? state.answer : state.is));

test("what waits for a word, or was given one, is said beside the list", () => {
  expect(where((state) => isNews(of(state)))).toEqual(["open", "loading", "waiting", "installing", "failed"]);
  expect(where((state) => isMarked(of(state)))).toEqual(["open", "later"]);
});

test("everything that is said can be answered, and what is being installed cannot be stopped", () => {
  for (const state of STATES) {
    if (isNews(of(state)) && state.is !== "installing") expect(actsBeside(state).length).toBeGreaterThan(0);
  }
  expect(STATES.map((state) => actsInSettings(state)[0])).toEqual([
    undefined, "look", "look", "look", "install", "install", "install", "stop", "stop", undefined, "install", "look",
  ]);
});

test("how far it is, when it is known", () => {
  expect(loaded({ is: "loading", release, bytes: 3, of: 9 })).toBeCloseTo(33.3, 1);
  expect(loaded({ is: "loading", release, bytes: 30, of: 9 })).toBe(100);
  expect(loaded({ is: "loading", release, bytes: 3, of: null })).toBeNull();
  expect(loaded({ is: "loading", release, bytes: 3, of: 0 })).toBeNull();
  expect(loaded({ is: "waiting", release })).toBeNull();
  expect(releaseOf({ is: "unknown" })).toBeNull();
  expect(releaseOf({ is: "waiting", release })).toBe(release);
});
