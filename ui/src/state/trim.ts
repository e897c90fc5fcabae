// Where a video is made to begin and to end, and what stands for it: times as people write them, and the edits they make. Pure.
import type { Edits } from "../generated/Edits";
import type { Media } from "../generated/Media";
import { texts } from "../texts";
import type { Read } from "./edits";
import { decimalPoint } from "./format";

/** Seconds of the shortest piece that is any use. */
export const LEAST = 0.1;

const TIME = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?)$/;

/** Seconds of a time as `90`, `1:30` or `1:02:03.5`; null when it is none. */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text.trim());
  if (!match) return null;
  const [, hours, minutes, rest = ""] = match;
  const [h, m, s] = [Number(hours ?? 0), Number(minutes ?? 0), Number(rest.replace(",", "."))];
  if ((minutes !== undefined && s >= 60) || (hours !== undefined && m >= 60)) return null;
  return h * 3600 + m * 60 + s;
}

/** Seconds as `1:30.0` or `1:02:03.25`, to the millisecond. */
export function timeText(seconds: number): string {
  const all = Math.round(Math.max(0, seconds) * 1000);
  const [h, m, s] = [Math.floor(all / 3_600_000), Math.floor(all / 60_000) % 60, Math.floor(all / 1000) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  const part = String(all % 1000).padStart(3, "0").replace(/0{1,2}$/, "");
  return `${h > 0 ? `${h}:${two(m)}` : m}:${two(s)}${decimalPoint}${part}`;
}

/** A length as `0:30.0`: to the tenth, since the last frame ends where it likes. */
export const lengthText = (seconds: number): string => timeText(Math.round(seconds * 10) / 10);

/** Seconds of the source; null when it does not tell. */
export const lengthOf = ({ video, duration }: Media): number | null => video?.duration ?? duration;

/** Seconds of the source, `length` long, that are kept; null when nobody knows. */
export function kept({ trim_start, trim_end }: Edits, length: number | null): number | null {
  const end = trim_end ?? length;
  return end === null ? null : end - (trim_start ?? 0);
}

/** `edits` with the beginning that was typed; nothing typed takes the source's. */
export function readStart(edits: Edits, text: string, length: number | null): Read {
  const seconds = read(text);
  if (typeof seconds === "string") return { wrong: seconds };
  const end = edits.trim_end ?? length;
  if (seconds !== null && end !== null && seconds > end - LEAST) {
    return { wrong: edits.trim_end === null ? texts.trimBeyond(lengthText(end)) : texts.trimOrder };
  }
  return { edits: { ...edits, trim_start: seconds === 0 ? null : seconds } };
}

/** `edits` with the end that was typed; nothing typed takes the source's. */
export function readEnd(edits: Edits, text: string, length: number | null): Read {
  const seconds = read(text);
  if (typeof seconds === "string") return { wrong: seconds };
  // What the field shows of the length is rounded.
  const whole = seconds !== null && length !== null && Math.abs(seconds - length) < LEAST / 2;
  if (seconds === null || whole) return { edits: { ...edits, trim_end: null } };
  if (length !== null && seconds > length) return { wrong: texts.trimBeyond(lengthText(length)) };
  if (seconds < (edits.trim_start ?? 0) + LEAST) return { wrong: texts.trimOrder };
  return { edits: { ...edits, trim_end: seconds } };
}

/** `edits` with the poster at the time that was typed, in what is kept of `length` seconds; nothing typed takes a picture that is
 * likely a good one. */
export function readPoster(edits: Edits, text: string, length: number | null): Read {
  const seconds = read(text);
  if (typeof seconds === "string") return { wrong: seconds };
  const end = kept(edits, length);
  if (seconds !== null && end !== null && seconds > end) return { wrong: texts.trimBeyond(lengthText(end)) };
  return { edits: { ...edits, poster: seconds } };
}

/** The time that is typed, `from` when there is none, moved by so many seconds within the source. */
export function nudged(text: string, from: number, by: number, length: number | null): string {
  const moved = Math.max(0, (parseTime(text) ?? from) + by);
  return length === null || moved < length ? timeText(moved) : lengthText(length);
}

function read(text: string): number | null | string {
  return text.trim() === "" ? null : (parseTime(text) ?? texts.notATime);
}
