// The wipe without a browser: which picture it asks for, what overtakes what, and its divider.
import { expect, test, vi } from "vitest";
import type { Frame } from "../generated/Frame";
import type { Tried } from "./sheet.svelte";
import { frameBegin, Wipe } from "./wipe.svelte";

const frame = (number: number): Frame => ({ url: `/f/${number}.jpg`, number, seconds: number / 25, size: { width: 640, height: 360 } });
const found = (number: number | null): Tried => ({ answer: { answer: "frame", frame: number === null ? null : frame(number) } });

/** A wipe whose questions are answered by hand. */
function asked() {
  const answers: ((tried: Tried) => void)[] = [];
  const wipe = new Wipe(
    () => new Promise((resolve) => answers.push(resolve)),
    (url) => (url.includes("broken") ? Promise.reject(new Error(url)) : Promise.resolve()),
  );
  return { wipe, answers };
}

test("shows the picture that was asked for last, whatever comes when", async () => {
  const { wipe, answers } = asked();
  const [first, second] = [wipe.show(0.04), wipe.show(0.08)];
  answers[1]?.(found(2));
  await second;
  expect([wipe.frame?.number, wipe.waiting]).toEqual([2, false]);
  answers[0]?.(found(1));
  await first;
  expect(wipe.frame?.number).toBe(2);
});

test("is asked for again when an older question was heard after it", async () => {
  const { wipe, answers } = asked();
  const [first, second] = [wipe.show(0.04), wipe.show(0.08)];
  answers[1]?.(found(null));
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  // The newer one has overtaken it in turn, which nobody asks for again.
  answers[0]?.(found(null));
  await first;
  expect([wipe.waiting, answers.length]).toEqual([true, 3]);
  answers[2]?.(found(2));
  await second;
  expect([wipe.frame?.number, wipe.waiting, answers.length]).toEqual([2, false, 3]);
});

test("says why there is none", async () => {
  const { wipe, answers } = asked();
  const failure = { code: "source_changed" as const, message: "It has changed." };
  const shown = wipe.show(1);
  expect(wipe.waiting).toBe(true);
  answers[0]?.({ failure });
  await shown;
  expect([wipe.frame, wipe.failure, wipe.waiting]).toEqual([null, failure, false]);
  const again = wipe.show(2);
  answers[1]?.(found(50));
  await again;
  expect([wipe.frame?.number, wipe.failure]).toEqual([50, null]);
});

test("a picture begins where its rate says, also by the time in its middle", () => {
  for (const rate of [23.976, 25, 29.97, 59.94]) {
    for (const number of [0, 1, 17, 300]) expect(frameBegin((number + 0.05) / rate, rate) * rate).toBeCloseTo(number, 6);
  }
});

test("the divider goes by keys and stays within the picture", () => {
  const { wipe } = asked();
  const press = (key: string, shiftKey = false) => wipe.press({ key, shiftKey });
  expect([press("ArrowLeft"), wipe.at, press("ArrowRight", true), wipe.at]).toEqual([true, 49, true, 59]);
  expect([press("End"), press("PageUp"), wipe.at]).toEqual([true, true, 100]);
  expect([press("Home"), press("ArrowLeft"), wipe.at]).toEqual([true, true, 0]);
  expect([press("."), press(" "), wipe.at]).toEqual([false, false, 0]);
});
