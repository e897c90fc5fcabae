// Whose turn comes when, and what would be lost.
import { describe, expect, test } from "vitest";
import type { Video } from "../generated/Video";
import { card } from "./fixtures";
import { losing, places, toBeNext } from "./queue";

const queued = (id: number, priority = 0) => card(id, { state: { is: "queued" }, priority });
const progress = { percent: 64.7, fps: 1, speed: 1, seconds_left: null, rungs: [], fitting: null, measuring: null };
const playback = { url: "/p", growing: true, partial: false };

test("higher priorities come first, then the order of the list; only the queued count", () => {
  const list = [card(1), queued(2), queued(3, 5), card(4), queued(5), queued(6, 5)];
  expect([...places(list)]).toEqual([[3, 1], [6, 2], [2, 3], [5, 4]]);
});

describe("to be next", () => {
  /** What the engine makes of the commands, in the least that matters here. */
  function after(videos: Video[], id: number): number | undefined {
    let now = videos;
    for (const command of toBeNext(videos, id)) {
      const change = (rest: Partial<Video>) => (now = now.map((one) => (one.id === id ? { ...one, ...rest } : one)));
      if (command.command === "prioritize") change({ priority: command.priority });
      if (command.command === "convert" || command.command === "resume") change({ state: { is: "queued" } });
      if (command.command === "move") {
        const moved = now.filter((one) => one.id === id);
        const rest = now.filter((one) => one.id !== id);
        const at = rest.findIndex((one) => one.id === command.before);
        now = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
      }
    }
    return [...places(now)].find(([, place]) => place === 1)?.[0];
  }

  test("whatever stands before it", () => {
    const paused = card(4, { state: { is: "paused", pause: { why: "person" } } });
    const list = [queued(1), queued(2, 3), card(3), paused, queued(5, 3), queued(6)];
    expect([1, 2, 3, 4, 5, 6].map((id) => after(list, id))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("no more is asked than has to be", () => {
    expect(toBeNext([queued(1), queued(2)], 1)).toEqual([]);
    expect(toBeNext([queued(1), queued(2)], 2)).toEqual([{ command: "move", video: 2, before: 1 }]);
    expect(toBeNext([card(1)], 1)).toEqual([{ command: "convert", video: 1 }]);
    expect(toBeNext([card(1, { state: { is: "paused", pause: { why: "person" } } })], 1)).toEqual([{ command: "resume", video: 1 }]);
    expect(toBeNext([], 9)).toEqual([]);
  });
});

test("what giving up loses", () => {
  const of = (state: Video["state"], rest: Partial<Video> = {}) => losing(card(1, { state, ...rest }));
  const failure = { code: "internal" as const, message: "" };
  expect(of({ is: "converting" }, { progress })).toBe(64);
  expect(of({ is: "converting" }, { progress: { ...progress, percent: 0.4 } })).toBeNull();
  expect([of({ is: "queued" }), of({ is: "queued" }, { progress })]).toEqual([null, 64]);
  expect(of({ is: "paused", pause: { why: "interrupted" } })).toBe("some");
  expect(of({ is: "paused", pause: { why: "room", folder: "/", needed: 1, free: 0 } })).toBeNull();
  expect([of({ is: "failed", failure }), of({ is: "failed", failure }, { playback })]).toEqual([null, "some"]);
  expect([of({ is: "finished" }, { playback }), of({ is: "ready" })]).toEqual([null, null]);
});
