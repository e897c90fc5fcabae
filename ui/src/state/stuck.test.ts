import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StuckWatch, type Standing } from "./stuck";

const SEEKING: Standing = { wants: true, well: false, time: 0.18, ahead: 1.8 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const mend = vi.fn();
  return { watch: new StuckWatch(mend), mend };
}

test("a seek that never ends is mended, each time more patiently", () => {
  const { watch, mend } = watched();
  watch.see(SEEKING);
  vi.advanceTimersByTime(4999);
  watch.see({ ...SEEKING, ahead: 3.8 });
  expect(mend).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(mend).toHaveBeenCalledTimes(1);
  watch.see(SEEKING);
  vi.advanceTimersByTime(9999);
  expect(mend).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(mend).toHaveBeenCalledTimes(2);
});

test.each<[string, Partial<Standing>]>([
  ["it went on", { well: true }],
  ["it was paused", { wants: false }],
  ["it waits for more", { ahead: 0.4 }],
  ["it was sent elsewhere", { time: 7 }],
])("nothing is mended when %s", (_, change) => {
  const { watch, mend } = watched();
  watch.see(SEEKING);
  vi.advanceTimersByTime(4000);
  watch.see({ ...SEEKING, ...change });
  vi.advanceTimersByTime(4000);
  expect(mend).not.toHaveBeenCalled();
});

test("nothing is mended when it is let go", () => {
  const { watch, mend } = watched();
  watch.see(SEEKING);
  watch.stop();
  vi.advanceTimersByTime(60_000);
  expect(mend).not.toHaveBeenCalled();
});

test("patience comes back with what goes well", () => {
  const { watch, mend } = watched();
  watch.see(SEEKING);
  vi.advanceTimersByTime(5000);
  watch.see({ ...SEEKING, well: true });
  watch.see(SEEKING);
  vi.advanceTimersByTime(5000);
  expect(mend).toHaveBeenCalledTimes(2);
});
