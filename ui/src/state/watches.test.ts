import { expect, test } from "vitest";
import type { Watched } from "../generated/Watched";
import { became, sign, stateWords } from "./watches";

const watched = (rest: Partial<Watched>): Watched => ({
  folder: "/in", destination: null, preset: null, state: { is: "watching" }, before: 0, arriving: 0, done: 0, failed: 0, last: null, ...rest,
});

test("a folder that is watched says what arrives and what was done", () => {
  expect(stateWords(watched({}))).toBe("Watching");
  expect(stateWords(watched({ arriving: 1, done: 1234 }))).toBe("Watching · 1 video arriving · 1,234 videos done");
  expect(stateWords(watched({ done: 2, failed: 1 }))).toBe("Watching · 2 videos done · 1 of no use");
  expect([sign(watched({})), sign(watched({ arriving: 2 }))]).toEqual(["good", "accent"]);
});

test("one that cannot be watched says why, and nothing else", () => {
  const refused = watched({ state: { is: "refused", failure: { code: "input_unreadable", message: "It may not be looked into." } }, done: 3 });
  expect([stateWords(refused), sign(refused)]).toEqual(["It may not be looked into.", "bad"]);
  const away = watched({ state: { is: "away" }, done: 3 });
  expect([stateWords(away).includes("done"), sign(away)]).toEqual([false, "warn"]);
  expect(["starting", "paused"].map((is) => sign(watched({ state: { is } as Watched["state"] })))).toEqual(["", ""]);
});

test("the last that was found is said with what became of it", () => {
  expect(became({ name: "a.mp4", at: 0, became: { is: "done" } })).toBe("a.mp4 is done");
  const failure = { code: "input_damaged" as const, message: "It is cut short." };
  expect(became({ name: "a.mp4", at: 0, became: { is: "failed", failure } })).toBe("a.mp4 cannot be used: file is damaged");
});
