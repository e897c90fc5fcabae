// A picture over the picture: where it is, how large, and how much of it is seen. Pure.
import type { Corner } from "../generated/Corner";
import type { Edits } from "../generated/Edits";
import type { Watermark } from "../generated/Watermark";
import { texts } from "../texts";
import type { Read } from "./edits";

/** Where it can be, as one reads. */
export const CORNERS: Corner[] = ["top_left", "top_right", "middle", "bottom_left", "bottom_right"];

/** What of it is a number, in percent. */
export type Share = "width" | "opacity";

const LEAST = 1;
const MOST = 100;

/** `edits` with something else about their watermark; without one they stay. */
export const marked = (edits: Edits, change: Partial<Watermark>): Edits => ({
  ...edits,
  watermark: edits.watermark && { ...edits.watermark, ...change },
});

/** `edits` with the percent that were typed. */
export function readShare(edits: Edits, share: Share, text: string): Read {
  const percent = Number(text.replace("%", "").trim() || Number.NaN);
  const fits = Number.isInteger(percent) && percent >= LEAST && percent <= MOST;
  return fits ? { edits: marked(edits, { [share]: percent }) } : { wrong: texts.notPercent };
}

/** The percent in `text` moved by so many. */
export function nudgedShare(text: string, by: number): string {
  const percent = Number.parseInt(text, 10) || 0;
  return String(Math.min(MOST, Math.max(LEAST, percent + by)));
}

/** The place that is `by` places further, round and round. */
export function nextCorner(corner: Corner, by: number): Corner {
  const at = CORNERS.indexOf(corner) + by;
  return CORNERS[(at + CORNERS.length) % CORNERS.length] ?? corner;
}
