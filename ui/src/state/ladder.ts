// The rows of the ladder, highest first, as each state of a video shows them. Pure.
import type { RungOption } from "../generated/RungOption";
import type { RungProgress } from "../generated/RungProgress";
import { texts } from "../texts";
import type { Opened } from "./opened";
import { soundAlone, soundNote } from "./sound";
import { dimensions, rungName } from "./words";

/** Cells are drawn one a segment up to this many; beyond it they would be thinner than the gaps. */
const MOST_CELLS = 60;

/** What a row is for: choosing, or showing how far the rung is. */
export type Mode = "choice" | "progress" | "result";

/** One rung as a row, or all the sound of a file that has nothing else. */
export interface Row {
  /** The rung's; null for sound, which is nothing to choose. */
  name: number | null;
  label: string;
  /** The rendition's id, such as `avc-1080p`; null until one is made. */
  id: string | null;
  chosen: boolean;
  note: string;
  bitRate: number | null;
  /** Bytes: estimated, so far, or as they came out. */
  bytes: number;
  percent: number;
  segments: number;
  segmentsExpected: number | null;
  /** How much of it is published, 0 to 100; null when it is not being published. */
  sent: number | null;
}

/** What the ladder of `video` is for now; `again` when the person chooses anew after a finished conversion. */
export function modeOf(video: Opened, again: boolean): Mode {
  switch (video.state.is) {
    case "queued":
    case "converting":
    case "pausing":
    case "paused":
    case "stopping":
      return "progress";
    case "finished":
      return again || !video.details.package ? "choice" : "result";
    default:
      return "choice";
  }
}

/** The rows in `mode`, highest first. */
export function rows(video: Opened, mode: Mode): Row[] {
  return made(video, mode).map((row) => ({ ...row, sent: mode === "choice" ? null : sent(video, row) }));
}

function made(video: Opened, mode: Mode): Row[] {
  if (soundAlone(video)) return [soundRow(video, mode)];
  const highest = [...video.details.ladder].reverse();
  if (mode === "choice") return highest.map((option) => choiceRow(video, option));
  if (mode === "progress") return highest.filter((option) => isMade(video, option)).map((option) => progressRow(video, option));
  return highest.flatMap((option) => resultRow(video, option));
}

/** Of what is still being made, what is known of is as much as is made. */
function sent({ publishing }: Opened, { label, percent }: Row): number | null {
  const all = publishing?.sending?.renditions.filter(({ id }) => id.endsWith(`-${label}`)) ?? [];
  const known = all.reduce((sum, { of_bytes }) => sum + of_bytes, 0);
  if (publishing?.state.is === "early" || known === 0) return null;
  return (all.reduce((sum, { bytes }) => sum + bytes, 0) / known) * percent;
}

/** The names chosen once the rung called `name` is switched; null when none would be left. */
export function switched(ladder: RungOption[], name: number): number[] | null {
  const names = ladder
    .filter((option) => (option.rung.name === name) !== option.chosen)
    .map((option) => option.rung.name);
  return names.length > 0 ? names : null;
}

/** How full each cell of a row is, 0 to 1; null when a plain bar is drawn instead. */
export function cells(row: Row): number[] | null {
  const all = row.segmentsExpected;
  if (all === null || all < 1 || all > MOST_CELLS) return null;
  const reached = (row.percent / 100) * all;
  return Array.from({ length: all }, (_, index) =>
    index < row.segments || row.percent >= 100 ? 1 : Math.min(0.9, Math.max(0, reached - index)),
  );
}

/** The row that is furthest behind: its whole segments and how many it will have. */
export function segmentsDone(rows: Row[]): { done: number; all: number | null } {
  const done = rows.length > 0 ? Math.min(...rows.map((row) => row.segments)) : 0;
  return { done, all: rows[0]?.segmentsExpected ?? null };
}

function soundRow(video: Opened, mode: Mode): Row {
  const done = mode === "result";
  return {
    name: null,
    label: texts.soundRow,
    id: "sound",
    chosen: true,
    note: soundNote(video),
    bitRate: null,
    bytes: done ? (video.details.package?.bytes ?? 0) : mode === "choice" ? video.details.estimated_bytes : 0,
    percent: done ? 100 : (video.progress?.percent ?? 0),
    segments: 0,
    segmentsExpected: null,
    sent: null,
  };
}

function plain(option: RungOption): Row {
  return {
    name: option.rung.name,
    label: rungName(option.rung),
    id: null,
    chosen: option.chosen,
    note: "",
    bitRate: option.rung.max_bit_rate,
    bytes: option.estimated_bytes,
    percent: 0,
    segments: 0,
    segmentsExpected: null,
    sent: null,
  };
}

function choiceRow(video: Opened, option: RungOption): Row {
  const { rung } = option;
  const source = video.details.media?.video?.display;
  const same = source !== undefined && source.width === rung.size.width && source.height === rung.size.height;
  const meaning = same ? texts.originalSize : rung.name === 240 ? texts.slowPhones : "";
  return { ...plain(option), note: [dimensions(rung.size), meaning].filter(Boolean).join(", ") };
}

const isOf = (option: RungOption) => (made: { id: string }) => made.id.endsWith(`-${rungName(option.rung)}`);

/** A rung that is chosen may be left out, which is known as soon as anything is made. */
function isMade(video: Opened, option: RungOption): boolean {
  const made = video.progress?.rungs ?? [];
  return option.chosen && (made.length === 0 || made.some(isOf(option)));
}

/** Of the same rung in several codecs the one that is furthest behind. */
const behind = (one: RungProgress | undefined, other: RungProgress) => (one && one.percent <= other.percent ? one : other);

function progressRow(video: Opened, option: RungOption): Row {
  const all = video.progress?.rungs.filter(isOf(option)) ?? [];
  const progress = all.reduce<RungProgress | undefined>(behind, undefined);
  if (!progress) return { ...plain(option), bytes: 0, id: `avc-${rungName(option.rung)}` };
  return {
    ...plain(option),
    id: all[0]?.id ?? progress.id,
    bytes: all.reduce((sum, made) => sum + made.bytes, 0),
    percent: progress.percent,
    segments: progress.segments,
    segmentsExpected: progress.segments_expected,
  };
}

function resultRow(video: Opened, option: RungOption): Row[] {
  const all = video.details.package?.rungs.filter(isOf(option)) ?? [];
  const made = all[0];
  if (!made) return [];
  return [
    {
      ...plain(option),
      id: made.id,
      bitRate: made.bit_rate,
      bytes: all.reduce((sum, made) => sum + made.bytes, 0),
      percent: 100,
      segments: made.segments,
      segmentsExpected: made.segments,
    },
  ];
}
