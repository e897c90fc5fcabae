// How the picture stands under a person's edits: which track, turned how, of which size, with what cut off. Pure.
import type { Crop } from "../generated/Crop";
import type { Edits } from "../generated/Edits";
import type { Media } from "../generated/Media";
import type { Rational } from "../generated/Rational";
import type { Size } from "../generated/Size";
import type { VideoTrack } from "../generated/VideoTrack";
import { texts } from "../texts";
import type { Read } from "./edits";

/** The turns there are, in degrees clockwise. */
export const TURNS = [0, 90, 180, 270];

/** Frames per second on offer. */
export const RATES = [24, 25, 30, 50, 60];

/** The sides that can be cut off. */
export const SIDES = ["left", "top", "right", "bottom"] as const;

/** One of them. */
export type Side = (typeof SIDES)[number];

/** Pixels cut off at each side. */
export type Margins = Record<Side, number>;

/** Every video track, in the file's order. */
export const tracks = ({ video, other_video }: Media): VideoTrack[] =>
  (video ? [video, ...other_video] : []).sort((a, b) => a.index - b.index);

/** The video track that is converted; null for sound alone. */
export const trackOf = (media: Media, edits: Edits): VideoTrack | null =>
  media.other_video.find((track) => track.index === edits.video_track) ?? media.video;

/** Degrees by which the stored picture is turned. */
export const turnOf = (track: VideoTrack, edits: Edits): number => edits.rotation ?? track.rotation;

/** The picture in square pixels, turned, nothing cut off: what a crop refers to. */
export function upright(track: VideoTrack, edits: Edits): Size {
  return shown(track.coded, edits.pixel_aspect ?? track.sample_aspect, turnOf(track, edits));
}

/** What comes out, before it is made smaller. */
export const result = (track: VideoTrack, edits: Edits): Size => edits.crop ?? upright(track, edits);

/** Players keep the height of a stored picture and give it the width that the shape of its pixels asks for. */
function shown({ width, height }: Size, { num, den }: Rational, turn: number): Size {
  const across = Math.max(1, Math.round((width * num) / den));
  return turn % 180 === 0 ? { width: across, height } : { width: height, height: across };
}

/** Another track; what was set for one says nothing of another. */
export const withTrack = (media: Media, edits: Edits, index: number): Edits => ({
  ...edits,
  video_track: index === media.video?.index ? null : index,
  crop: null,
  rotation: null,
  pixel_aspect: null,
});

/** Turned by so many degrees; a crop was meant for the picture as it stood. */
export const turned = (track: VideoTrack, edits: Edits, degrees: number): Edits => ({
  ...edits,
  rotation: degrees === track.rotation ? null : degrees,
  crop: null,
});

/** Pixels taken as square, or as the file says. */
export const squared = (edits: Edits, square: boolean): Edits => ({
  ...edits,
  pixel_aspect: square ? { num: 1, den: 1 } : null,
  crop: null,
});

/** Frames per second; null by the source's. */
export const paced = (edits: Edits, rate: number | null): Edits => ({
  ...edits,
  frame_rate: rate === null ? null : { num: rate, den: 1 },
});

/** Whether the colours have a high dynamic range. */
export const isHdr = (track: VideoTrack): boolean =>
  ["smpte2084", "arib-std-b67"].includes(track.colour.transfer ?? "");

/** Whether the pixels are not square. */
export const isAnamorphic = ({ sample_aspect: { num, den } }: VideoTrack): boolean => num !== den;

/** What a crop cuts off a picture of `size` at each side. */
export function margins(crop: Crop | null, size: Size): Margins {
  if (crop === null) return { left: 0, top: 0, right: 0, bottom: 0 };
  const { left, top, width, height } = crop;
  return { left, top, right: size.width - left - width, bottom: size.height - top - height };
}

/** `edits` with the pixels that were typed cut off at `side`; nothing typed cuts off none. */
export function readMargin(track: VideoTrack, edits: Edits, side: Side, text: string): Read {
  const pixels = text.trim() === "" ? 0 : Number(text);
  if (!Number.isInteger(pixels) || pixels < 0) return { wrong: texts.notPixels };
  const whole = upright(track, edits);
  const cut = { ...margins(edits.crop, whole), [side]: pixels };
  const { left, top } = cut;
  const crop = { left, top, width: whole.width - left - cut.right, height: whole.height - top - cut.bottom };
  if (crop.width < 2) return { wrong: texts.cropTooWide(whole.width) };
  if (crop.height < 2) return { wrong: texts.cropTooHigh(whole.height) };
  return { edits: { ...edits, crop: SIDES.every((one) => cut[one] === 0) ? null : crop } };
}

/** How the still, which shows the main track as the file means it, is drawn under edits. */
export interface Drawing {
  /** Of all that is drawn. */
  size: Size;
  /** Of the still, before it is turned. */
  still: Size;
  /** Degrees clockwise, about its middle. */
  turn: number;
  crop: Crop | null;
}

/** The drawing for `media`; null for sound alone. Another track is not on the still: it is left as it is. */
export function drawing(media: Media, edits: Edits): Drawing | null {
  const track = media.video;
  if (!track) return null;
  if (trackOf(media, edits) !== track) return { size: track.display, still: track.display, turn: 0, crop: null };
  const turn = (turnOf(track, edits) - track.rotation + 360) % 360;
  const still = upright(track, { ...edits, rotation: null });
  return { size: upright(track, edits), still, turn, crop: edits.crop };
}
