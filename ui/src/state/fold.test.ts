// Events become what is shown.
import { describe, expect, test } from "vitest";
import type { Event as StudioEvent } from "../generated/Event";
import type { Snapshot } from "../generated/Snapshot";
import { fold, nothing, placeFor, selectedAfter } from "./fold";
import { video } from "./fixtures";

type Change = StudioEvent extends infer E ? (E extends { seq: number } ? Omit<E, "seq"> : never) : never;

const after = (studio: Snapshot, ...changes: Change[]): Snapshot =>
  changes.reduce((now, change, index) => fold(now, { seq: index, ...change } as StudioEvent), studio);

const three: Snapshot = { ...nothing, videos: [video(1), video(2), video(3)] };
const ids = (studio: Snapshot) => studio.videos.map(({ id }) => id);
const progress = { percent: 40, fps: 80, speed: 3.3, seconds_left: 9, rungs: [], fitting: null, measuring: null };

describe("fold", () => {
  test("a snapshot replaces everything", () => {
    const other: Snapshot = { ...nothing, videos: [video(9)], tools: { is: "found", ffmpeg: "9", ffprobe: "8", codecs: ["avc", "hevc", "av1"] }, output: "/out" };
    expect(after(three, { change: "snapshot", studio: other })).toEqual(other);
  });

  test("a new video comes last, a known one keeps its place", () => {
    const studio = after(
      three,
      { change: "video", video: video(4) },
      { change: "video", video: video(2, { title: "Other" }) },
    );
    expect(ids(studio)).toEqual([1, 2, 3, 4]);
    expect(studio.videos[1]?.title).toBe("Other");
  });

  test("progress changes its video and leaves the others the same objects", () => {
    const studio = after(three, { change: "progress", video: 2, progress });
    expect(studio.videos[1]?.progress).toEqual(progress);
    expect(studio.videos[0]).toBe(three.videos[0]);
    expect(three.videos[1]?.progress).toBeNull();
  });

  test("progress of a video that is gone changes nothing", () => {
    expect(after(three, { change: "progress", video: 8, progress }).videos).toBe(three.videos);
  });

  test("videos go and move; one that the order does not name stays at the end", () => {
    expect(ids(after(three, { change: "removed", video: 2 }))).toEqual([1, 3]);
    expect(ids(after(three, { change: "order", videos: [3, 1] }))).toEqual([3, 1, 2]);
  });

  test("tools and output folder", () => {
    const studio = after(
      three,
      { change: "tools", tools: { is: "missing", failure: { code: "ffmpeg_missing", message: "Install it." } } },
      { change: "output", folder: "/films/hls" },
    );
    expect([studio.tools.is, studio.output]).toEqual(["missing", "/films/hls"]);
  });
});

describe("selectedAfter", () => {
  const { videos } = three;
  const without = (id: number) => videos.filter((one) => one.id !== id);

  test("stays, falls to the neighbour, and ends with the list", () => {
    expect(selectedAfter(videos, without(1), 2)).toBe(2);
    expect(selectedAfter(videos, without(2), 2)).toBe(3);
    expect(selectedAfter(videos, without(3), 3)).toBe(2);
    expect(selectedAfter([], videos, null)).toBe(1);
    expect(selectedAfter(videos, [], 1)).toBeNull();
  });
});

test("placeFor names the video to stand before, null for the end, undefined for nowhere", () => {
  const { videos } = three;
  expect([placeFor(videos, 2, -1), placeFor(videos, 1, 1), placeFor(videos, 2, 1)]).toEqual([1, 3, null]);
  expect([placeFor(videos, 1, -1), placeFor(videos, 3, 1), placeFor(videos, 7, 1)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
