// Numbers as people read them.
import { expect, test } from "vitest";
import { ago, bitRate, clock, lastPart, money, percent, rate, size, speed, spoken, stretch } from "./format";

test("sizes", () => {
  expect([0, 999, 1000, 281_000, 999_600, 9_100_000, 9_960_000, 39_200_000, 4.2e9, -5].map(size)).toEqual([
    "0 B", "999 B", "1 kB", "281 kB", "1.0 MB", "9.1 MB", "10 MB", "39 MB", "4.2 GB", "0 B",
  ]);
});

test("bit rates", () => {
  expect([64_000, 110_000, 800_000, 2_800_000, 16_000_000].map(bitRate)).toEqual([
    "64 kb/s", "0.1 Mb/s", "0.8 Mb/s", "2.8 Mb/s", "16.0 Mb/s",
  ]);
});

test("places in time, also when a player does not know them", () => {
  expect([0, 29.999999, 30.9, 61, 3723, Number.NaN, Number.POSITIVE_INFINITY, -1].map(clock)).toEqual([
    "0:00", "0:30", "0:30", "1:01", "1:02:03", "0:00", "0:00", "0:00",
  ]);
});

test("places in time, as they are said", () => {
  expect([0, 0.04, 1, 60, 90.5, 3600, 36_061, -1].map(spoken)).toEqual([
    "0 seconds", "0.04 seconds", "1 second", "1 minute", "1 minute, 30.5 seconds", "1 hour", "10 hours, 1 minute, 1 second", "0 seconds",
  ]);
});

test("stretches of time, no finer than they are known", () => {
  expect([0, 12.3, 59.4, 59.6, 150, 3600, 3900, 3599].map(stretch)).toEqual([
    "1 s", "12 s", "59 s", "1 min", "3 min", "1 h", "1 h 5 min", "1 h",
  ]);
});

test("rates, speeds and percents", () => {
  expect([24, 30000 / 1001, 24000 / 1001, 59.94].map(rate)).toEqual(["24", "29.97", "23.98", "59.94"]);
  expect([0.42, 3.4, 12.4].map(speed)).toEqual(["0.4×", "3.4×", "12×"]);
  expect([-1, 0, 64.9, 99.99, 100, 101].map(percent)).toEqual([0, 0, 64, 99, 100, 100]);
});

test("the last part of a path", () => {
  expect(["/a/b c", "C:\\films\\HLS\\", "/", "x"].map(lastPart)).toEqual(["b c", "HLS", "/", "x"]);
});

test("how long ago", () => {
  const now = 1_800_000_000;
  expect([0, 59, 60, 7200, 86_400, 3 * 86_400, 400 * 86_400, -50].map((passed) => ago(now - passed, now))).toEqual([
    "just now", "just now", "1 min. ago", "2 hr. ago", "yesterday", "3 days ago", "last yr.", "just now",
  ]);
});

test("money is as fine as it has to be", () => {
  expect([0, 0.00058, 12.5, 123.4].map((amount) => money(amount, "USD"))).toEqual(["$0.00", "$0.0006", "$12.50", "$123"]);
});
