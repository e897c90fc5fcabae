// What the player decides without a browser: menus, frames, keys, recovery, and whether it can play at all.
import { describe, expect, test, vi } from "vitest";
import { rung } from "./fixtures";
import { press } from "./keys";
import { bufferedEnd, followed, frameAt, named, qualities } from "./levels";
import { whyNotPlayable } from "./playable";
import { Recovery } from "./recovery";

test("one quality a rung, highest first, named as the ladder names it", () => {
  const ladder = [rung(360), rung(720, true, 1278)];
  const levels = [
    { width: 640, height: 360, bitrate: 1 },
    { width: 1278, height: 720, bitrate: 5 },
    { width: 640, height: 360, bitrate: 3 },
    { width: 608, height: 1080, bitrate: 4 },
  ];
  expect(qualities(levels, ladder)).toEqual([
    { index: 1, name: 720, label: "720p" },
    { index: 3, name: 608, label: "608p" },
    { index: 2, name: 360, label: "360p" },
  ]);
});

test("sound alone has a quality a bit rate, named as it was meant", () => {
  const levels = [132_543, 83_200, 416_000, 201_000].map((bitrate) => ({ width: 0, height: 0, bitrate }));
  expect(qualities(levels, []).map(({ index, label }) => [index, label])).toEqual([
    [2, "5.1, 320 kb/s"],
    [3, "201 kb/s"],
    [0, "128 kb/s"],
    [1, "64 kb/s"],
  ]);
});

test("a conversion that ends is not interrupted, everything else is loaded anew", () => {
  const live = { url: "/1/live.m3u8", growing: true, partial: false };
  const master = { url: "/1/master.m3u8", growing: false, partial: false };
  const next = { url: "/2/live.m3u8", growing: true, partial: false };
  const partial = { ...live, partial: true };
  expect([followed(null, live), followed(live, master), followed(master, next)]).toEqual([live, live, next]);
  expect([followed(partial, live), followed(partial, master)]).toEqual([live, master]);
  expect([followed(live, next), followed(live, null), followed(null, master)]).toEqual([next, null, master]);
});

test("sound tracks that look the same are one entry", () => {
  const tracks = [{ name: "English", lang: "en" }, { name: "English", lang: "en" }, { name: "Deutsch", lang: "de" }];
  expect(named(tracks)).toEqual([{ index: 0, name: "English" }, { index: 2, name: "Deutsch" }]);
});

test("a step goes exactly one frame, also at odd rates and at both ends", () => {
  for (const rate of [23.976, 24, 25, 29.97, 59.94]) {
    let time = frameAt(0, 0, rate);
    for (let frame = 1; frame < 500; frame++) {
      time = frameAt(time, 1, rate);
      expect(Math.floor(time * rate)).toBe(frame);
    }
    expect(Math.floor(frameAt(time, -1, rate) * rate)).toBe(498);
  }
  expect(frameAt(0, -1, 24)).toBe(0);
});

test("the buffered end is that of the stretch that is played", () => {
  const ranges = [{ start: 0, end: 6 }, { start: 12, end: 18 }];
  expect([bufferedEnd(ranges, 3), bufferedEnd(ranges, 11.9), bufferedEnd(ranges, 9)]).toEqual([6, 18, 9]);
});

describe("keys", () => {
  const player = () => ({
    toggle: vi.fn(), skip: vi.fn(), seek: vi.fn(), step: vi.fn(), toggleMuted: vi.fn(), toggleCaption: vi.fn(), setVolume: vi.fn(), time: 12, length: 60, volume: 0.5,
  });
  const key = (key: string, shiftKey = false) => ({ key, shiftKey });
  const place = { inside: false, chapters: [], full: () => {} };

  test("each does its own", () => {
    const p = player();
    const full = vi.fn();
    for (const name of [" ", "k", "j", "l", "ArrowLeft", "ArrowRight", "m", "c", "f", ",", ".", "5"]) {
      expect(press(key(name), p, { ...place, full })).toBe(true);
    }
    expect(p.toggle).toHaveBeenCalledTimes(2);
    expect(p.skip.mock.calls.flat()).toEqual([-10, 10, -5, 5]);
    expect(p.step.mock.calls.flat()).toEqual([-1, 1]);
    expect(p.seek).toHaveBeenCalledWith(30);
    expect([p.toggleMuted.mock.calls.length, full.mock.calls.length]).toEqual([1, 1]);
  });

  test("up and down are the volume only inside the player; other keys are not its own", () => {
    const p = player();
    const inside = { ...place, inside: true };
    expect([press(key("ArrowUp"), p, place), press(key("q"), p, inside)]).toEqual([false, false]);
    expect(press(key("ArrowUp"), p, inside)).toBe(true);
    expect(p.setVolume).toHaveBeenCalledWith(0.6);
  });

  test("with Shift, left and right go from chapter to chapter where there are some", () => {
    const p = player();
    const chapters = [{ begin: 0, end: 8, title: "A" }, { begin: 8, end: 20, title: "B" }, { begin: 20, end: 60, title: "C" }];
    for (const name of ["ArrowLeft", "ArrowRight"]) expect(press(key(name, true), p, { ...place, chapters })).toBe(true);
    expect([p.seek.mock.calls.flat(), p.skip.mock.calls.flat()]).toEqual([[8, 20], []]);
    // Behind the last one, it stays where it is.
    expect(press(key("ArrowRight", true), { ...p, time: 30 }, { ...place, chapters })).toBe(true);
    expect(p.seek).toHaveBeenCalledTimes(2);
    for (const name of ["ArrowLeft", "ArrowRight"]) expect(press(key(name, true), p, place)).toBe(true);
    expect(p.skip.mock.calls.flat()).toEqual([-5, 5]);
    expect(press(key("ArrowUp", true), p, { ...place, chapters })).toBe(false);
  });
});

test("media is mended once in five seconds, the network six times until something arrives", () => {
  let now = 0;
  const recovery = new Recovery(() => now);
  expect([recovery.mayRecoverMedia(), recovery.mayRecoverMedia()]).toEqual([true, false]);
  now = 6000;
  expect(recovery.mayRecoverMedia()).toBe(true);
  const tries = () => Array.from({ length: 7 }, () => recovery.mayRetryNetwork());
  expect(tries().filter(Boolean)).toHaveLength(6);
  recovery.wentWell();
  expect([recovery.mayRetryNetwork(), recovery.pause(), recovery.mayRetryNetwork(), recovery.pause()]).toEqual([true, 300, true, 600]);
});

test("says what is missing where it cannot play", () => {
  const source = (can: boolean) => ({ isTypeSupported: () => can });
  const linux = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15";
  expect(whyNotPlayable({ mediaSource: source(true), userAgent: linux })).toBeNull();
  expect(whyNotPlayable({ mediaSource: undefined, userAgent: linux })).toContain("gstreamer1.0-libav");
  expect(whyNotPlayable({ mediaSource: source(false), userAgent: "Macintosh" })).not.toContain("gstreamer");
});
