// The chart of a viewer's connection.
import { expect, test } from "vitest";
import { area, kept, LINES, path, SPAN, top, type Sample } from "./connection";

const sample = (at: number, rung: number | null, buffer = 0): Sample => ({ at, throughput: rung, rung, buffer });

test("connections go from a fast one to one that drops", () => {
  expect(LINES.map(({ id, connection }) => [id, connection?.kilobits, connection?.dropouts])).toEqual([
    ["none", undefined, undefined],
    ["20000", 20_000, false],
    ["5000", 5_000, false],
    ["2000", 2_000, false],
    ["700", 700, false],
    ["dropouts", 5_000, true],
  ]);
});

test("no more is kept than is shown", () => {
  const all = [sample(0, 1), sample(30, 1), sample(50, 1)];
  expect(kept(all, sample(62, 1)).map(({ at }) => at)).toEqual([30, 50, 62]);
});

test("the newest is at the right, what is unknown is not drawn, and what is too much is at the top", () => {
  const samples = [sample(40, null), sample(70, 5), sample(100, 20)];
  expect(path(samples, ({ rung }) => rung, 10)).toBe("M50 50L100 0");
  expect(path(samples, ({ rung }) => rung, 10, true)).toBe("M50 50H100V0");
  expect(path([], ({ rung }) => rung, 10)).toBe("");
});

test("an area ends where it began", () => {
  const samples = [sample(100 - SPAN, 1, 10), sample(100, 1, 5)];
  expect(area(samples, ({ buffer }) => buffer, 20)).toBe("M0 50L100 75V100H0Z");
  expect(area([], ({ buffer }) => buffer, 20)).toBe("");
});

test("there is room above the highest rung, and above a connection that is not far above it", () => {
  expect(top([1000, 4000], null)).toBe(7500);
  expect(top([1000, 4_000_000], { kilobits: 700, dropouts: false })).toBe(5_000_000);
  expect(top([4_000_000], { kilobits: 5_000, dropouts: false })).toBe(6_250_000);
  expect(top([4_000_000], { kilobits: 20_000, dropouts: false })).toBe(15_000_000);
});
