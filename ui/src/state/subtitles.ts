// Which subtitles are made. Every step takes edits and gives others. Pure.
import type { Edits } from "../generated/Edits";
import type { TextOption } from "../generated/TextOption";

/** `edits` with a track of these `options` kept that was not, or the other way round. */
export function switchedText(options: TextOption[], edits: Edits, track: number): Edits {
  const tracks = options.flatMap(({ origin, chosen }) => ("track" in origin ? [{ index: origin.track, chosen }] : []));
  const kept = tracks.filter(({ index, chosen }) => (index === track) !== chosen).map(({ index }) => index);
  return { ...edits, subtitle_tracks: kept.length === tracks.length ? null : kept };
}

/** `edits` without a file that was added. */
export const withoutText = (edits: Edits, file: string): Edits => ({
  ...edits,
  subtitle_files: edits.subtitle_files.filter((one) => one !== file),
});
