// Trimming on a strip of pictures: what is kept as two places on it, moved by the pointer and by keys. Pure.
import type { Edits } from "../generated/Edits";
import type { VideoTrack } from "../generated/VideoTrack";
import { LEAST } from "./trim";

/** What is kept, in seconds of the source. */
export interface Kept {
  begin: number;
  end: number;
}

/** Which end of it is moved. */
export type Grip = keyof Kept;

/** What it is kept of: all in seconds. */
export interface Reel {
  length: number;
  /** One picture. */
  frame: number;
}

/** Seconds of a picture where nobody knows the rate. */
const USUAL_FRAME = 1 / 25;

/** Seconds that the keys go: along a row, up and down, and far. */
const [SECOND, FAR] = [1, 10];

/** Pixels around a handle in which it is taken hold of: outside of what is kept, and inside. */
const [OUTSIDE, INSIDE] = [26, 8];

/** Pictures on a strip, an even number of them. */
const [FEWEST, MOST] = [6, 16];

/** How much of a picture's width is shown at least: a strip does without the rest of it. */
const SHOWN = 0.8;

/** Seconds of one picture of a track. */
export function frameOf(track: Pick<VideoTrack, "frame_rate" | "base_rate">): number {
  const { num, den } = track.frame_rate ?? track.base_rate ?? { num: 0, den: 1 };
  const seconds = den / num;
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1 ? seconds : USUAL_FRAME;
}

/** What `edits` keep. */
export const keptOf = ({ trim_start, trim_end }: Edits, length: number): Kept => ({
  begin: Math.min(trim_start ?? 0, length),
  end: Math.min(trim_end ?? length, length),
});

/** `edits` that keep so much: all of it is no trim. */
export const trimmed = (edits: Edits, { begin, end }: Kept, length: number): Edits => ({
  ...edits,
  trim_start: begin <= 0 ? null : begin,
  trim_end: end >= length ? null : end,
});

/** The seconds between which an end can be. */
export const limits = (kept: Kept, grip: Grip, length: number): [least: number, most: number] =>
  grip === "begin" ? [0, Math.max(0, thousandths(kept.end - LEAST))] : [Math.min(length, thousandths(kept.begin + LEAST)), length];

/** `kept` with one end at so many seconds, or as near as can be. */
export function moved(kept: Kept, grip: Grip, seconds: number, length: number): Kept {
  const [least, most] = limits(kept, grip, length);
  return { ...kept, [grip]: Math.min(Math.max(seconds, least), most) };
}

/** `kept` with one end where it is dragged to, `x` pixels along a strip `width` wide: no finer than a pixel tells apart, and where
 * a picture begins. */
export function dragged(kept: Kept, grip: Grip, x: number, width: number, reel: Reel): Kept {
  if (width <= 0) return kept;
  const pixel = reel.length / width;
  const seconds = x * pixel;
  // The last one before the rim means the rim.
  const near = x <= 1 ? 0 : x >= width - 1 ? reel.length : pixel > 0.5 ? Math.round(seconds) : pixel > 0.1 ? Math.round(seconds * 10) / 10 : onPicture(seconds, reel.frame);
  return moved(kept, grip, near, reel.length);
}

/** `kept` after a key was pressed on the handle of one end; null when it is none of its keys. */
export function pressed(kept: Kept, grip: Grip, key: Pick<KeyboardEvent, "key" | "shiftKey">, reel: Reel): Kept | null {
  const [least, most] = limits(kept, grip, reel.length);
  if (key.key === "Home") return { ...kept, [grip]: least };
  if (key.key === "End") return { ...kept, [grip]: most };
  const way = { ArrowRight: 1, ArrowUp: 1, PageUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: -1 }[key.key];
  if (way === undefined) return null;
  const now = kept[grip];
  if (key.shiftKey || key.key.startsWith("Page")) return moved(kept, grip, thousandths(now + way * FAR), reel.length);
  if (key.key === "ArrowUp" || key.key === "ArrowDown") return moved(kept, grip, thousandths(now + way * SECOND), reel.length);
  // Where the next picture begins, of a place that may be within one.
  const picture = Math.round(now / reel.frame) + way;
  return moved(kept, grip, beginning(picture, reel.frame), reel.length);
}

/** Which handle is taken hold of `x` pixels along a strip `width` wide: the nearer one, when any is near. Both lie outside of what is
 * kept. */
export function grabbed(kept: Kept, x: number, width: number, length: number): Grip | null {
  const at = (seconds: number) => (length > 0 ? (seconds / length) * width : 0);
  const [begin, end] = [at(kept.begin), at(kept.end)];
  const nearer: Grip = x - begin < end - x ? "begin" : "end";
  const inside = nearer === "begin" ? x - begin : end - x;
  // Of little that is kept, each has half.
  return inside >= -OUTSIDE && inside <= Math.min(INSIDE, (end - begin) / 2) ? nearer : null;
}

/** How many pictures of a shape, width over height, fill a strip so large. */
export function manyOf(width: number, height: number, shape: number): number {
  const wanted = width / Math.max(1, height * shape * SHOWN);
  if (!Number.isFinite(wanted)) return FEWEST;
  return Math.min(MOST, Math.max(FEWEST, 2 * Math.round(wanted / 2)));
}

/** The seconds whose picture shows an end: the first that is kept, or the last. */
export const seenAt = (kept: Kept, grip: Grip, frame: number): number =>
  grip === "begin" ? kept.begin : Math.max(kept.begin, kept.end - frame);

const onPicture = (seconds: number, frame: number): number => beginning(Math.round(seconds / frame), frame);

/** Where picture `number` has begun: the first thousandth of a second at which it is seen. */
const beginning = (number: number, frame: number): number => Math.max(0, Math.ceil(number * frame * 1000 - 1e-3) / 1000);

const thousandths = (seconds: number): number => Math.round(seconds * 1000) / 1000;
