// A trial conversion: where one can be, and what it says. Pure.
import type { Trial } from "../generated/Trial";
import { type Opened } from "./opened";
import { soundAlone } from "./sound";
import { kept, lengthOf } from "./trim";

/** Seconds that are tried. */
export const TRIED = 10;

/** The stretch of the source that a trial can be of, in seconds; null where all would be tried anyway, or there is no picture. */
export function triable(video: Opened): { from: number; to: number } | null {
  const { media, choice } = video.details;
  if (!media?.video || soundAlone(video)) return null;
  const length = kept(choice.edits, lengthOf(media));
  const from = choice.edits.trim_start ?? 0;
  return length !== null && length > TRIED * 1.5 ? { from, to: from + length } : null;
}

/** The middle of a stretch. */
export const middle = ({ from, to }: { from: number; to: number }): number => (from + to) / 2;

/** Whether a trial still runs. */
export const runs = (trial: Trial | null): boolean => trial !== null && trial.outcome === null;

/** What a rendition is called: `1080p`, `HEVC 1080p`. */
export function renditionName(id: string): string {
  const parts = id.split("-");
  const size = parts.at(-1) ?? id;
  const codec = parts.slice(0, -1).filter((part) => part !== "avc");
  return [...codec.map((part) => part.toUpperCase()), size].join(" ");
}
