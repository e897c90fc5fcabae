// What stands on both sides of the wipe: pure.
import type { Programme } from "../generated/Programme";
import { bitRate } from "./format";
import type { Opened } from "./opened";
import { trackOf } from "./picture";
import { dimensions } from "./words";

/** What is known of a picture that is compared. */
export interface Side {
  /** Such as `720p`; null for the original. */
  name: string | null;
  /** Such as `2.8 Mb/s` or `1920×1080`; empty when it is not known. */
  fact: string;
}

/** The original. */
export function originalSide({ details: { media, choice } }: Opened): Side {
  const track = media && trackOf(media, choice.edits);
  return { name: null, fact: track ? dimensions(track.display) : "" };
}

/** The rung called `name`, with the bits a second that it was measured to have, else those that it has at most. */
export function rungSide(video: Opened, of: Programme, name: number | null): Side {
  if (name === null) return { name: "", fact: "" };
  const outcome = video.trial?.outcome;
  const tried = outcome?.is === "made" ? outcome.rungs : [];
  const measured = of === "tried" ? tried : (video.details.package?.rungs ?? []);
  const rate = measured.find(({ id }) => id === `avc-${name}p`)?.bit_rate;
  return { name: `${name}p`, fact: rate ? bitRate(rate) : "" };
}
