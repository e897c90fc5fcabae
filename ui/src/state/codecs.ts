// Codecs beside H.264: which are on offer for a video, which are chosen, and what they cost. Pure.
import type { Choice } from "../generated/Choice";
import type { Codec } from "../generated/Codec";
import type { Quality } from "../generated/Quality";
import type { Opened } from "./opened";
import { trackOf } from "./picture";

/** A ladder that can be made beside that of H.264. */
export type Extra = Exclude<Codec, "avc"> | "hdr";

/** The transfer functions of HDR10 and HLG, in ffmpeg's words. */
const WIDE = ["smpte2084", "arib-std-b67"];

/** Bits of each, of what H.264 takes. */
const SHARE: Record<Extra, number> = { hevc: 0.6, av1: 0.5, hdr: 0.72 };

/** Processor time of each, of what H.264 takes with the same quality: measured at 720p, the decoding among it. */
const WORK: Record<Extra, Record<Quality, number>> = {
  hevc: { fast: 1.9, balanced: 1.6, best: 2.5 },
  av1: { fast: 1.2, balanced: 1, best: 1 },
  hdr: { fast: 2, balanced: 2, best: 3 },
};

/** Which of `extras` a video can have. Dolby Vision's own colours (profile 5) cannot be kept. */
export function offered({ details: { media, choice } }: Opened): Extra[] {
  const track = media && trackOf(media, choice.edits);
  if (!track) return [];
  const wide = WIDE.includes(track.colour.transfer ?? "") && track.dolby_vision !== 5 && choice.edits.tone_map !== false;
  return wide ? ["hevc", "av1", "hdr"] : ["hevc", "av1"];
}

/** The codec that a ladder is made in. */
export const codecOf = (extra: Extra): Codec => (extra === "hdr" ? "hevc" : extra);

/** Those of `extras` that are chosen. */
export const chosen = (extras: Extra[], choice: Choice): Extra[] =>
  extras.filter((extra) => (extra === "hdr" ? choice.hdr : choice.codecs.includes(extra)));

/** With one switched. */
export function switched(choice: Choice, extra: Extra): Choice {
  if (extra === "hdr") return { ...choice, hdr: !choice.hdr };
  const without = choice.codecs.filter((codec) => codec !== extra);
  return { ...choice, codecs: without.length < choice.codecs.length ? without : [...without, extra] };
}

/** How many times as long converting takes with `extras`, and by how many hundredths the package grows. */
export function cost(extras: Extra[], quality: Quality): { times: number; larger: number } {
  const sum = (each: (extra: Extra) => number) => extras.reduce((all, extra) => all + each(extra), 0);
  return { times: 1 + sum((extra) => WORK[extra][quality]), larger: Math.round(sum((extra) => SHARE[extra]) * 100) };
}
