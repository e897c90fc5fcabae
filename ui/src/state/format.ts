// Numbers as people read them: pure, in the language's digits.
import { language, texts } from "../texts";

/** Seconds that a sum of frames may fall short of the whole second it means. */
const ROUNDING = 0.01;

const number = (value: number, digits: number): string =>
  value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Bytes in powers of a thousand, two figures where that helps: `9.1 MB`, `39 MB`. */
export function size(bytes: number): string {
  const units = texts.units.bytes;
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 1 && value < 9.95 ? 1 : 0;
  return `${number(value, digits)} ${units[unit]}`;
}

/** Bits per second: `2.8 Mb/s`, `64 kb/s`. */
export function bitRate(perSecond: number): string {
  return perSecond < 95_000 ? bits(perSecond) : `${number(perSecond / 1e6, perSecond < 99.5e6 ? 1 : 0)} ${texts.units.megabits}`;
}

/** Bits per second of sound, in whole thousands: `128 kb/s`. */
export const bits = (perSecond: number): string => `${number(perSecond / 1000, 0)} ${texts.units.kilobits}`;

/** A place in time, in seconds: `0:30`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds + ROUNDING)) : 0;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A stretch of time, in seconds, no finer than it is known: `12 s`, `3 min`, `1 h 5 min`. */
export function stretch(seconds: number): string {
  if (seconds < 59.5) return texts.seconds(Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return texts.minutes(minutes);
  return texts.hours(Math.floor(minutes / 60), minutes % 60);
}

const unit = (value: number, unit: "hour" | "minute" | "second"): string =>
  new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 3 }).format(value);

/** A place in time, in seconds, as it is said: `1 minute, 30.5 seconds`. */
export function spoken(seconds: number): string {
  const all = Math.round(Math.max(0, seconds) * 1000);
  const [h, m, s] = [Math.floor(all / 3_600_000), Math.floor(all / 60_000) % 60, (all % 60_000) / 1000];
  const parts = [h > 0 && unit(h, "hour"), m > 0 && unit(m, "minute"), (s > 0 || all < 60_000) && unit(s, "second")];
  return new Intl.ListFormat(language, { style: "long", type: "unit" }).format(parts.filter((part) => part !== false));
}

/** Frames per second with as many decimals as the rate has, at most two: `24`, `29.97`. */
export function rate(framesPerSecond: number): string {
  return framesPerSecond.toLocaleString(language, { maximumFractionDigits: 2 });
}

/** Whole percent, never 100 before it is: `64`. */
export function percent(value: number): number {
  return value >= 100 ? 100 : Math.min(99, Math.max(0, Math.floor(value)));
}

/** Whole percent as people read it, never 100 before it is: `64%`. */
export const inPercent = (value: number): string => (percent(value) / 100).toLocaleString(language, { style: "percent" });

/** What `inPercent` has beside the number. */
export const percentSign: string = inPercent(0).replace(/\d/, "");

/** Times real time: `3.4×`, `12×`. */
export function speed(times: number): string {
  return `${number(times, times < 9.95 ? 1 : 0)}×`;
}

/** A number as it is typed: as many decimals as it has, nothing between thousands. */
export const typed = (value: number): string => value.toLocaleString(language, { maximumFractionDigits: 20, useGrouping: false });

/** What stands before the decimals. */
export const decimalPoint: string = typed(0.5).slice(1, -1);

/** A whole number with the language's separators. */
export const count = (value: number): string => value.toLocaleString(language);

/** The last part of a path of any system. */
export function lastPart(path: string): string {
  return path.split(/[\\/]+/).filter(Boolean).at(-1) ?? path;
}

const AGO: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago a time is, both in seconds since 1970, no finer than a minute: `2 min. ago`, `yesterday`. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  const [unit, seconds] = AGO.find(([, seconds]) => passed >= seconds) ?? [];
  if (unit === undefined || seconds === undefined) return texts.justNow;
  return new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }).format(-Math.floor(passed / seconds), unit);
}

/** A time, in seconds since 1970, as a date and a time of day: `Nov 29, 2026, 9:24 AM`. */
export const moment = (at: number): string => new Date(at * 1000).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });

/** An amount of money, as fine as it has to be to be more than nothing: `€12.50`, `€0.0006`. */
export function money(amount: number, currency: string): string {
  const digits = amount >= 100 ? 0 : amount >= 0.1 || amount === 0 ? 2 : 4;
  return new Intl.NumberFormat(language, {
    style: "currency", currency, minimumFractionDigits: Math.min(2, digits), maximumFractionDigits: digits,
  }).format(amount);
}
