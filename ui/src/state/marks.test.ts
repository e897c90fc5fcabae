// Several videos marked at once.
import { expect, test } from "vitest";
import { only, present, ranged, toggled } from "./marks";

const list = [5, 3, 8, 1];
const ids = ({ ids }: { ids: ReadonlySet<number> }) => [...ids];

test("a range goes from where it was begun, both ways", () => {
  const begun = only(3);
  expect(ids(ranged(begun, list, 1))).toEqual([3, 8, 1]);
  expect(ids(ranged(ranged(begun, list, 1), list, 5))).toEqual([5, 3]);
  expect(ids(ranged(only(99), list, 8))).toEqual([8]);
});

test("one more, one less, but never none", () => {
  const two = toggled(only(3), 8);
  expect([ids(two), ids(toggled(two, 3)), ids(toggled(only(3), 3))]).toEqual([[3, 8], [8], [3]]);
});

test("those that are gone are marked no more", () => {
  const two = toggled(only(3), 8);
  expect(ids(present(two, (id) => id === 8))).toEqual([8]);
  expect(present(two, () => true)).toBe(two);
});
