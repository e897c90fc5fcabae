// Sound: which tracks are kept, when they begin, and what is made of a file that has nothing else. Pure.
import type { AudioTrack } from "../generated/AudioTrack";
import type { Edits } from "../generated/Edits";
import type { Media } from "../generated/Media";
import type { Video } from "../generated/Video";
import { texts } from "../texts";
import type { Read } from "./edits";
import { bits } from "./format";
import type { Opened } from "./opened";

/** The AAC that is made of every track, in bits per second, and of tracks with surround sound beside it. */
const STEREO = [128_000, 64_000];
const SURROUND = 320_000;

/** Channels from which there is surround sound to keep. */
const WIDE = 6;

/** The most that sound can be moved, in seconds. */
const MOST_DELAY = 3600;

/** Whether a file has sound and no pictures. */
export const soundAlone = ({ details, size, seconds }: Video): boolean =>
  details?.media ? details.media.video === null : size === null && seconds !== null;

/** The tracks that are kept. */
export const keptTracks = (media: Media, { audio_tracks }: Edits): AudioTrack[] =>
  media.audio.filter((track) => audio_tracks === null || audio_tracks.includes(track.index));

/** Whether there is surround sound to keep. */
export const hasSurround = (tracks: AudioTrack[]): boolean => tracks.some((track) => track.channels >= WIDE);

/** Whether 5.1 is made of a track, beside stereo. */
export const keepsSurround = (track: AudioTrack, edits: Edits): boolean =>
  track.channels >= WIDE && edits.surround !== false;

/** With a track kept or left out; all of them are "as found". Null when a file of sound alone would lose its last. */
export function switchedTrack(media: Media, edits: Edits, index: number): Edits | null {
  const before = keptTracks(media, edits).map((track) => track.index);
  const after = media.audio
    .map((track) => track.index)
    .filter((one) => (one === index) !== before.includes(one));
  if (after.length === 0 && media.video === null) return null;
  return { ...edits, audio_tracks: after.length === media.audio.length ? null : after };
}

/** `edits` with the delay that was typed, in seconds; nothing typed leaves the sound where it is. */
export function readDelay(edits: Edits, text: string): Read {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  const seconds = plain === "" ? 0 : Number(plain);
  if (!Number.isFinite(seconds)) return { wrong: texts.notSeconds };
  if (Math.abs(seconds) > MOST_DELAY) return { wrong: texts.delayTooLong };
  return { edits: { ...edits, audio_delay: seconds === 0 ? null : seconds } };
}

/** What is made of a file of sound alone: `AAC, 128 and 64 kb/s, 5.1 at 320 kb/s`. */
export function soundNote({ details: { media, choice: { edits } } }: Opened): string {
  const wide = media !== null && keptTracks(media, edits).some((track) => keepsSurround(track, edits));
  return wide ? texts.aacWithSurround : texts.aac;
}

/** A quality of sound by what a playlist declares, which is more while it grows, as it was meant: `128 kb/s`, `5.1, 320 kb/s`. */
export function soundQuality(declared: number): string {
  const near = (nominal: number) => declared > nominal * 0.8 && declared < nominal * 1.4;
  if (near(SURROUND)) return texts.surroundQuality(bits(SURROUND));
  return bits(STEREO.find(near) ?? declared);
}
