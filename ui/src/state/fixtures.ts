// Values for the unit tests.
import type { Details } from "../generated/Details";
import type { RungOption } from "../generated/RungOption";
import type { Video } from "../generated/Video";
import { asFound } from "./edits";
import type { Opened } from "./opened";

/** A rung as the engine offers it. */
export function rung(name: number, chosen = true, width = Math.round((name * 16) / 18) * 2): RungOption {
  return {
    rung: {
      name,
      size: { width, height: name },
      rate: { num: 24, den: 1 },
      max_bit_rate: name * 5000,
      suggested: name !== 540,
    },
    chosen,
    estimated_bytes: name * 1000,
  };
}

/** A ready video with three rungs, opened. */
export function video(id: number, rest: Partial<Video> = {}, details: Partial<Details> = {}): Opened {
  return {
    ...card(id, rest),
    details: {
      media: null,
      notices: [],
      subtitles: [],
      ladder: [rung(360), rung(540, false), rung(720)],
      choice: {
        rungs: null,
        quality: "balanced",
        rates: "auto",
        vmaf: 95,
        encoder: "auto",
        codecs: ["avc"],
        hdr: false,
        segment_seconds: 6,
        container: "fmp4",
        damaged: "refuse",
        packaging: "segments",
        mp4: false,
        dash: false,
        page: false,
        page_address: null,
        encryption: null,
        edits: asFound,
      },
      preset: null,
      early_link: false,
      estimated_bytes: 0,
      needed: 0,
      package: null,
      ...details,
    },
  };
}

/** A ready video as the list has it. */
export function card(id: number, rest: Partial<Video> = {}): Video {
  return {
    id,
    path: `/films/${id}.mp4`,
    title: `Film ${id}`,
    state: { is: "ready" },
    seconds: null,
    size: null,
    bytes: null,
    priority: 0,
    astray: null,
    note: null,
    still: null,
    progress: null,
    playback: null,
    trial: null,
    publishing: null,
    publications: [],
    details: null,
    ...rest,
  };
}
