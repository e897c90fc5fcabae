// A video in words: its facts, where it stands, what its sound is. Pure.
import type { AudioTrack } from "../generated/AudioTrack";
import type { Package } from "../generated/Package";
import type { Progress } from "../generated/Progress";
import type { Rational } from "../generated/Rational";
import type { Report } from "../generated/Report";
import type { Rung } from "../generated/Rung";
import type { Size } from "../generated/Size";
import type { Video } from "../generated/Video";
import { speak } from "../said";
import { language, texts } from "../texts";
import { clock, inPercent, rate, size, speed, stretch } from "./format";
import type { Opened } from "./opened";
import { keepsSurround, keptTracks } from "./sound";

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

const SOUND_CODECS: Record<string, string> = {
  ac3: "AC-3",
  eac3: "E-AC-3",
  opus: "Opus",
  vorbis: "Vorbis",
  wmav1: "Windows Media",
  wmav2: "Windows Media",
};

const LAYOUTS: Record<number, string> = { 1: texts.mono, 2: texts.stereo, 6: "5.1", 8: "7.1" };

const languageNames = new Intl.DisplayNames([language], { type: "language" });

/** A fraction as a number. */
export const value = (rational: Rational): number => rational.num / rational.den;

/** A size as `1920×1080`. */
export const dimensions = ({ width, height }: Size): string => `${width}×${height}`;

/** A sound track as `English 5.1`, or `stereo` when its language is unknown. */
export const soundTrack = (track: AudioTrack): string => named(track, LAYOUTS[track.channels]);

const named = ({ language, channels }: AudioTrack, layout = texts.channels(channels)): string =>
  language === "und" ? layout : `${languageName(language)} ${layout}`;

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
  return only.language === "und" ? texts.soundOf(soundTrack(only)) : soundTrack(only);
}

/** The sound that will be made: stereo always, 5.1 beside it where there is as much. Empty when there is none. */
export function soundMade({ details: { media, choice: { edits } } }: Opened): string {
  const made = (track: AudioTrack) => {
    if (keepsSurround(track, edits)) return `${named(track, LAYOUTS[6])} + ${texts.stereo}`;
    return track.channels > 2 ? named(track, texts.stereo) : soundTrack(track);
  };
  const words = media ? keptTracks(media, edits).map(made).join(", ") : "";
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

/** The line under the title: `1920×1080 · 24 fps · 0:30 · H.264, English 5.1`, or `0:30 · MP3, stereo sound`. */
export function facts({ details, size: shown, seconds }: Video): string {
  const media = details?.media;
  if (!media) return [shown && dimensions(shown), seconds !== null && clock(seconds)].filter(Boolean).join(" · ");
  const track = media.video;
  const length = media.duration ?? track?.duration;
  const frames = track && (track.frame_rate ?? track.base_rate);
  const codec = track ? codecName(CODECS, track.codec) : codecName(SOUND_CODECS, media.audio[0]?.codec ?? "");
  return [
    track && dimensions(track.display),
    frames && texts.framesPerSecond(rate(value(frames))),
    length != null && clock(length),
    [codec, sound(media.audio)].filter(Boolean).join(", "),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** `pcm_s16le` is PCM, whatever its samples are. */
const codecName = (names: Record<string, string>, codec: string): string =>
  names[codec] ?? codec.replace(/^pcm_.*/, "pcm").toUpperCase();

/** `1080p`. */
export const rungName = (rung: Rung): string => `${rung.name}p`;

/** How many rules a package itself breaks: what must be, and what should be. */
export function broken(report: Report): { must: number; should: number } {
  const failed = report.findings.filter(({ verdict, section }) => verdict === "fail" && section === "package");
  const must = failed.filter((finding) => finding.level === "must").length;
  return { must, should: failed.length - must };
}

/** What a report comes to, in words. */
export function verdictOf(report: Report): string {
  const { must, should } = broken(report);
  if (must > 0) return texts.faultCount(must);
  return should > 0 ? texts.correctWithAdvice(should) : texts.allCorrect;
}

/** What of the source could not be read, as a sentence; empty when all of it could. */
export function damageOf({ damage, lost_texts: lost }: Package): string {
  const texted = lost.length > 0 ? texts.lostTexts(lost.join(", ")) : "";
  return [damage && speak(damage.text), texted].filter(Boolean).join(" ");
}

/** Where a video stands, in words. `place` is its place in the queue. */
export function standing(video: Video, place: number): Standing {
  const { state, progress } = video;
  const before = beforehand(progress);
  switch (state.is) {
    case "probing":
      return { words: texts.looking, tone: "idle" };
    case "refused":
      return { words: texts.refusedBecause(texts.failure(state.failure.code)), tone: "bad" };
    case "ready":
      return { words: texts.ready, tone: "idle" };
    case "queued":
      return { words: place <= 1 ? texts.nextInLine : texts.inLine(place), tone: "idle" };
    case "converting":
      if (before) return { words: before.name, tone: "accent" };
      return { words: progress ? [texts.converting, ...timeLeft(progress)].join(" · ") : texts.starting, tone: "accent" };
    case "pausing":
      return { words: texts.pausing, tone: "warn" };
    case "paused":
      return { words: texts.paused[state.pause.why], tone: state.pause.why === "person" ? "idle" : "warn" };
    case "stopping":
      return { words: texts.stopping, tone: "warn" };
    case "finished":
      return finished(video);
    case "failed":
      return { words: texts.stoppedBecause(texts.failure(state.failure.code)), tone: "bad" };
  }
}

/** What is done before anything is made, and how far that is; null when it is done. */
export function beforehand(progress: Progress | null): { name: string; percent: number } | null {
  const { fitting = null, measuring = null } = progress ?? {};
  if (fitting !== null) return { name: texts.fitting, percent: fitting };
  return measuring === null ? null : { name: texts.measuring, percent: measuring };
}

const timeLeft = ({ seconds_left }: Progress): string[] =>
  seconds_left === null ? [] : [texts.left(stretch(seconds_left))];

/** How far a conversion is, and how fast it runs or how long it had still to go: `64% · 3.4×`, `64% · 12 s left`. Empty
 * when that is not known. */
export function howFar({ state, progress }: Video): string {
  if (progress === null) return "";
  const share = inPercent(progress.percent);
  const before = beforehand(progress);
  if (before) return inPercent(before.percent);
  if (state.is !== "converting") return [share, ...timeLeft(progress)].join(" · ");
  return progress.fps > 0 ? `${share} · ${speed(progress.speed)}` : share;
}

function finished({ astray, bytes, details, publishing, publications }: Video): Standing {
  if (astray !== null) return { words: texts.doneAstray, tone: "warn" };
  if (publishing?.state.is === "sending") return { words: texts.publishStates.sending, tone: "accent" };
  if (publishing?.state.is === "away") return { words: texts.publishStates.away, tone: "warn" };
  if (publishing?.state.is === "failed") return { words: texts.notPublishedBecause(texts.failure(publishing.state.failure.code)), tone: "bad" };
  const made = details?.package;
  if (made) {
    const { must } = broken(made.report);
    if (must > 0) return { words: texts.doneWithFaults(must), tone: "warn" };
    if (made.damage !== null) return { words: texts.doneDamaged, tone: "warn" };
  }
  if (publications.some(({ leads }) => leads)) return { words: texts.published, tone: "good" };
  return { words: bytes === null ? texts.finished : texts.done(size(bytes)), tone: "good" };
}
