// How the original is kept in step.
import { expect, test } from "vitest";
import { inStep } from "./beside.svelte";

test("is left alone while nobody sees the difference", () => {
  expect([inStep(0, 1), inStep(0.01, 1.5), inStep(-0.01, 1)]).toEqual([
    { seek: false, rate: 1 }, { seek: false, rate: 1.5 }, { seek: false, rate: 1 },
  ]);
});

test("goes slower when it is ahead and faster when it is behind, within bounds", () => {
  expect(inStep(0.05, 1).rate).toBeCloseTo(0.95);
  expect(inStep(-0.05, 2).rate).toBeCloseTo(2.1);
  expect([inStep(0.3, 1).rate, inStep(-0.3, 1).rate]).toEqual([0.88, 1.12]);
});

test("is sent to its place when it is lost, or nobody knows where it is", () => {
  expect([inStep(0.5, 1), inStep(-7, 1), inStep(Number.NaN, 1)].map(({ seek }) => seek)).toEqual([true, true, true]);
});
