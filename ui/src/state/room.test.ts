import { expect, test } from "vitest";
import { roomNote } from "./room";

test("room is spoken of when it does not suffice, or hardly", () => {
  const GB = 1_000_000_000;
  expect(roomNote(7 * GB, 0.81 * GB)).toBe("Not enough room: 810 MB are free.");
  expect(roomNote(7 * GB, 7 * GB)).toContain("nearly full");
  expect(roomNote(7 * GB, 8 * GB)).toBe("The disk will be nearly full: about 1.0 GB will be left.");
  expect(roomNote(7 * GB, 9 * GB)).toBe("");
  expect([roomNote(0, 0), roomNote(7 * GB, null)]).toEqual(["", ""]);
});
