// Where a trial can be, and what its renditions are called.
import { expect, test } from "vitest";
import { middle, renditionName, runs } from "./trial";

test("renditions are called by their size, and by their codec where it is not the usual one", () => {
  expect(["avc-1080p", "hevc-720p", "hevc-hdr-2160p", "av1-480p"].map(renditionName)).toEqual([
    "1080p", "HEVC 720p", "HEVC HDR 2160p", "AV1 480p",
  ]);
});

test("a trial runs until it has come to something", () => {
  const trial = { from: 0, seconds: 10, percent: 3, playback: null, outcome: null };
  const failure = { code: "internal" as const, message: "" };
  expect([runs(null), runs(trial), runs({ ...trial, outcome: { is: "failed", failure } })]).toEqual([false, true, false]);
  expect(middle({ from: 10, to: 40 })).toBe(25);
});
