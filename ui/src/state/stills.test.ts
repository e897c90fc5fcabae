// Pictures are asked for once, when the list stands still.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { card } from "./fixtures";
import { Stills } from "./stills";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("only what is seen at the end of a scroll, without a picture, and once until it goes", () => {
  const asked: number[][] = [];
  const stills = new Stills((ids) => asked.push(ids));
  stills.show([card(1)]);
  stills.show([card(2), card(3, { still: "/3.jpg" }), card(4, { state: { is: "probing" } })]);
  vi.runAllTimers();
  expect(asked).toEqual([[2]]);
  stills.show([card(2)]);
  vi.runAllTimers();
  expect(asked).toHaveLength(1);
  stills.came(2);
  stills.show([card(2)]);
  vi.runAllTimers();
  expect(asked).toEqual([[2], [2]]);
});

test("nothing is asked after the end", () => {
  const ask = vi.fn();
  const stills = new Stills(ask);
  stills.show([card(1)]);
  stills.stop();
  vi.runAllTimers();
  expect(ask).not.toHaveBeenCalled();
});
