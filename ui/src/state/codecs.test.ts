// Codecs beside H.264.
import { expect, test } from "vitest";
import type { Media } from "../generated/Media";
import type { VideoTrack } from "../generated/VideoTrack";
import { chosen, cost, offered, switched } from "./codecs";
import { video } from "./fixtures";

const film = (transfer: string | null, rest: Partial<VideoTrack> = {}) => {
  const track = { index: 0, colour: { transfer }, dolby_vision: null, ...rest } as unknown as VideoTrack;
  return video(1, {}, { media: { video: track, other_video: [] } as unknown as Media });
};

test("high dynamic range is on offer where there is any that can be kept", () => {
  expect(offered(film("bt709"))).toEqual(["hevc", "av1"]);
  expect(offered(film("smpte2084"))).toEqual(["hevc", "av1", "hdr"]);
  expect(offered(film("arib-std-b67"))).toContain("hdr");
  expect(offered(film("smpte2084", { dolby_vision: 5 }))).not.toContain("hdr");
  expect(offered(video(1))).toEqual([]);
});

test("each is switched by itself", () => {
  const { choice } = video(1).details;
  const both = switched(switched(choice, "av1"), "hdr");
  expect(chosen(["hevc", "av1", "hdr"], both)).toEqual(["av1", "hdr"]);
  expect(chosen(["hevc", "av1"], both)).toEqual(["av1"]);
  expect(switched(switched(both, "av1"), "hdr")).toEqual(choice);
});

test("what they cost", () => {
  expect(cost([], "fast")).toEqual({ times: 1, larger: 0 });
  const { times, larger } = cost(["hevc", "av1"], "balanced");
  expect(times).toBeCloseTo(3.6);
  expect(larger).toBe(110);
});
