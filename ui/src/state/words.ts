// A video in words: its facts, where it stands, what its sound is. Pure.
import type { AudioTrack } from "../generated/AudioTrack";
import type { Rational } from "../generated/Rational";
import type { Report } from "../generated/Report";
import type { Rung } from "../generated/Rung";
import type { Size } from "../generated/Size";
import type { Video } from "../generated/Video";
import { language, texts } from "../texts";
import { clock, percent, rate, size, stretch } from "./format";

/** The colour of a state's dot. */
export type Tone = "idle" | "accent" | "good" | "warn" | "bad";

/** A state as the list says it. */
export interface Standing {
  words: string;
  tone: Tone;
}

const CODECS: Record<string, string> = {
  h264: "H.264",
  hevc: "HEVC",
  av1: "AV1",
  vp8: "VP8",
  vp9: "VP9",
  prores: "ProRes",
  dnxhd: "DNxHD",
  mpeg1video: "MPEG-1",
  mpeg2video: "MPEG-2",
  mpeg4: "MPEG-4",
  mjpeg: "Motion JPEG",
  theora: "Theora",
  wmv3: "Windows Media",
  vc1: "VC-1",
};

const LAYOUTS: Record<number, string> = { 1: texts.mono, 2: texts.stereo, 6: "5.1", 8: "7.1" };

const languageNames = new Intl.DisplayNames([language], { type: "language" });

/** A fraction as a number. */
export const value = (rational: Rational): number => rational.num / rational.den;

/** A size as `1920×1080`. */
export const dimensions = ({ width, height }: Size): string => `${width}×${height}`;

/** A sound track as `English 5.1`, or `stereo` when its language is unknown. */
export function soundTrack(track: AudioTrack): string {
  const layout = LAYOUTS[track.channels] ?? texts.channels(track.channels);
  return track.language === "und" ? layout : `${languageName(track.language)} ${layout}`;
}

function languageName(tag: string): string {
  try {
    return languageNames.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function sound(tracks: AudioTrack[]): string {
  const [only] = tracks;
  if (!only) return texts.noSound;
  if (tracks.length > 1) return texts.soundTracks(tracks.length);
  return only.language === "und" ? `${soundTrack(only)} ${texts.sound}` : soundTrack(only);
}

/** The sound that will be made: stereo always, surround beside it. Empty when there is none. */
export function soundMade(tracks: AudioTrack[]): string {
  const words = tracks
    .map((track) => (track.channels > 2 ? `${soundTrack(track)} + ${texts.stereo}` : soundTrack(track)))
    .join(", ");
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

/** The line under the title: `1920×1080 · 24 fps · 0:30 · H.264, English 5.1`. */
export function facts({ media }: Video): string {
  const track = media?.video;
  if (!media || !track) return "";
  const length = media.duration ?? track.duration;
  const frames = track.frame_rate ?? track.base_rate;
  return [
    dimensions(track.display),
    frames && texts.framesPerSecond(rate(value(frames))),
    length !== null && clock(length),
    `${CODECS[track.codec] ?? track.codec.toUpperCase()}, ${sound(media.audio)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** `1080p`. */
export const rungName = (rung: Rung): string => `${rung.name}p`;

/** How many rules a package breaks: what must be, and what should be. */
export function broken(report: Report): { must: number; should: number } {
  const failed = report.findings.filter((finding) => finding.verdict === "fail");
  const must = failed.filter((finding) => finding.level === "must").length;
  return { must, should: failed.length - must };
}

/** A video's place among the queued ones, from 1; 0 when it is not queued. */
export function placeInQueue(videos: Video[], id: number): number {
  return videos.filter((video) => video.state.is === "queued").findIndex((video) => video.id === id) + 1;
}

/** Where a video stands, in words. `place` is its place in the queue. */
export function standing(video: Video, place: number): Standing {
  const { state, progress } = video;
  switch (state.is) {
    case "probing":
      return { words: texts.looking, tone: "idle" };
    case "refused":
      return { words: texts.refusedBecause(texts.failure(state.failure.code)), tone: "bad" };
    case "ready":
      return { words: texts.ready, tone: "idle" };
    case "queued":
      return { words: place <= 1 ? texts.nextInLine : texts.inLine(place), tone: "idle" };
    case "converting": {
      if (!progress) return { words: texts.converting(texts.starting), tone: "accent" };
      const rest =
        progress.seconds_left === null ? `${percent(progress.percent)}%` : texts.left(stretch(progress.seconds_left));
      return { words: texts.converting(rest), tone: "accent" };
    }
    case "stopping":
      return { words: texts.stopping, tone: "warn" };
    case "finished":
      return finished(video);
    case "failed":
      return { words: texts.stoppedBecause(texts.failure(state.failure.code)), tone: "bad" };
  }
}

function finished(video: Video): Standing {
  if (!video.package) return { words: texts.finished, tone: "good" };
  const { must } = broken(video.package.report);
  if (must > 0) return { words: texts.doneWithFaults(must), tone: "warn" };
  return { words: texts.done(size(video.package.bytes)), tone: "good" };
}

/** Whether a video can be taken off the list as it stands. */
export const removable = (video: Video): boolean => !["converting", "stopping"].includes(video.state.is);

/** Whether a video is waiting or at work, so that it can be stopped. */
export const stoppable = (video: Video): boolean => ["queued", "converting"].includes(video.state.is);
