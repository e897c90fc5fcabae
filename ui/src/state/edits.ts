// What a person changes about the treatment of the input. Every step takes edits and gives others; what is null is
// done as the file's facts call for. Pure.
import type { Choice } from "../generated/Choice";
import type { Edits } from "../generated/Edits";

/** Nothing changed. */
export const asFound: Edits = {
  trim_start: null,
  trim_end: null,
  video_track: null,
  crop: null,
  rotation: null,
  pixel_aspect: null,
  deinterlace: null,
  frame_rate: null,
  tone_map: null,
  watermark: null,
  audio_tracks: null,
  copy: null,
  surround: null,
  audio_delay: null,
  loudness: null,
  subtitle_tracks: null,
  subtitle_files: [],
  chapters: null,
  poster: null,
};

/** Edits, or the sentence that says why what was typed makes none. */
export type Read = { edits: Edits } | { wrong: string };

/** What came out of files that were added. */
export const added = ({ subtitle_files, chapters }: Edits): Pick<Edits, "subtitle_files" | "chapters"> => ({
  subtitle_files,
  chapters: chapters?.length ? chapters : null,
});

/** How many things are changed; a trim is one, wherever it cuts, and what was added is none. */
export function changes({ trim_start, trim_end, subtitle_files: _, chapters, ...others }: Edits): number {
  const changed = [trim_start !== null || trim_end !== null, chapters?.length === 0];
  return [...changed, ...Object.values(others).map((value) => value !== null)].filter(Boolean).length;
}

/** `choice` with `edits` in place of its own. A picture of another size may not have the rungs that were chosen: then
 * the suggested ones are taken. */
export function withEdits(choice: Choice, edits: Edits): Choice {
  const size = ({ crop, pixel_aspect, video_track }: Edits) => JSON.stringify([crop, pixel_aspect, video_track]);
  return { ...choice, edits, rungs: size(edits) === size(choice.edits) ? choice.rungs : null };
}
