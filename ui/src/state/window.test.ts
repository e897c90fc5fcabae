// Which rows are drawn, and where the list is scrolled to.
import { describe, expect, test } from "vitest";
import { drawnRows, staying, toSee } from "./window";

describe("drawn rows", () => {
  test("the seen ones and some more, within the list", () => {
    expect(drawnRows(0, 100, 50, 3, -1)).toEqual([0, 1, 2]);
    expect(drawnRows(1000, 100, 50, 10_000, -1)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]);
    expect(drawnRows(0, 100, 50, 0, 0)).toEqual([]);
  });

  test("the one that is kept is among them wherever it is, once and in order", () => {
    expect(drawnRows(1000, 100, 50, 10_000, 3)[0]).toBe(3);
    expect(drawnRows(1000, 100, 50, 10_000, 9_000).at(-1)).toBe(9_000);
    expect(drawnRows(1000, 100, 50, 10_000, 20)).toHaveLength(12);
  });
});

test("a row is brought into view by the shortest way", () => {
  expect([toSee(3, 200, 100, 50), toSee(4, 200, 100, 50), toSee(9, 200, 100, 50)]).toEqual([150, 200, 400]);
});

describe("what is seen stays", () => {
  const before = [1, 2, 3, 4, 5, 6];

  test("when something comes or goes above it", () => {
    expect(staying(before, [9, 8, ...before], 110, 50)).toBe(210);
    expect(staying(before, [2, 3, 4, 5, 6], 110, 50)).toBe(60);
  });

  test("when the first seen one goes, the next stays in its place", () => {
    expect(staying(before, [1, 2, 4, 5, 6], 110, 50)).toBe(60);
  });

  test("at the top it stays at the top, and without anything left where it is", () => {
    expect([staying(before, [9, ...before], 0, 50), staying(before, [7], 110, 50)]).toEqual([0, 110]);
  });
});
