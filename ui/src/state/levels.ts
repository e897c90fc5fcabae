// hls.js's levels and sound tracks as a menu shows them, and places in time: pure.
import type { Playback } from "../generated/Playback";
import type { RungOption } from "../generated/RungOption";
import type { Size } from "../generated/Size";
import { soundQuality } from "./sound";

/**
 * What the stage plays on: a conversion that ends gets another address, but whoever follows the growing playlists
 * finds their end there and is not interrupted, unless resolutions were missing.
 */
export function followed(loaded: Playback | null, now: Playback | null): Playback | null {
  return loaded?.growing && !loaded.partial && now && !now.growing ? loaded : now;
}

/** What is needed of an hls.js level. */
export interface LevelFacts {
  width: number;
  height: number;
  bitrate: number;
}

/** One entry of the quality menu. */
export interface QualityOption {
  /** Index in hls.js's list. */
  index: number;
  /** The rung's name: its short side, or the name the ladder gives that size. Of sound alone, its bits per second. */
  name: number;
  /** As the menu shows it. */
  label: string;
}

/** One quality a rung, highest first; of levels with the same name the one with the most bits. */
export function qualities(levels: LevelFacts[], ladder: RungOption[]): QualityOption[] {
  const best = new Map<number, QualityOption & { bitrate: number }>();
  levels.forEach((level, index) => {
    const { bitrate } = level;
    const seen = level.width > 0 && level.height > 0;
    const name = seen ? nameOf(level, ladder) : bitrate;
    const label = seen ? `${name}p` : soundQuality(bitrate);
    const old = best.get(name);
    if (!old || bitrate > old.bitrate) best.set(name, { index, name, label, bitrate });
  });
  return [...best.values()]
    .map(({ index, name, label }) => ({ index, name, label }))
    .sort((a, b) => b.name - a.name);
}

/** What a picture of this size is called. */
export function nameOf({ width, height }: Size, ladder: RungOption[]): number {
  const rung = ladder.find((option) => option.rung.size.width === width && option.rung.size.height === height);
  return rung?.rung.name ?? Math.min(width, height);
}

/** The first of each name, with its index. */
export function named(tracks: { name: string; lang?: string | undefined }[]): { index: number; name: string }[] {
  const seen = new Set<string>();
  return tracks.flatMap(({ name, lang }, index) => {
    const key = `${name}\n${lang ?? ""}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ index, name }];
  });
}

/** Where the frame `by` frames on begins, in seconds; a hair after its start, so that rounding cannot miss it. */
export function frameAt(time: number, by: number, framesPerSecond: number): number {
  const frame = Math.floor(time * framesPerSecond + 0.01) + by;
  return Math.max(0, (frame + 0.05) / framesPerSecond);
}

/** The end of the buffered stretch that `time` lies in, in seconds. */
export function bufferedEnd(ranges: { start: number; end: number }[], time: number): number {
  return ranges.find(({ start, end }) => start <= time + 0.3 && time <= end)?.end ?? time;
}
