import { describe, expect, test } from "vitest";
import type { Edits } from "../generated/Edits";
import { asFound, changes } from "./edits";
import { CORNERS, marked, nextCorner, nudgedShare, readShare } from "./watermark";

const watermark = { picture: "/a/logo.png", corner: "bottom_right", width: 15, opacity: 100, distance: 3 } as const;
const with_: Edits = { ...asFound, watermark };

describe("a watermark", () => {
  test("is one change, and stays none where there is none", () => {
    expect([changes(asFound), changes(with_)]).toEqual([0, 1]);
    expect(marked(asFound, { width: 20 })).toEqual(asFound);
    expect(marked(with_, { corner: "middle" }).watermark).toEqual({ ...watermark, corner: "middle" });
  });

  test("takes whole percent from 1 to 100", () => {
    expect(readShare(with_, "width", " 20 % ")).toEqual({ edits: { ...asFound, watermark: { ...watermark, width: 20 } } });
    expect(readShare(with_, "opacity", "1")).toMatchObject({ edits: { watermark: { opacity: 1, width: 15 } } });
    for (const text of ["", "0", "101", "-3", "1.5", "wide"]) {
      expect(readShare(with_, "width", text)).toEqual({ wrong: "Write a whole number from 1 to 100." });
    }
    expect([nudgedShare("15", 1), nudgedShare("95", 10), nudgedShare("1", -1), nudgedShare("", 1)]).toEqual(["16", "100", "1", "1"]);
  });

  test("goes from place to place and comes round", () => {
    const round = CORNERS.reduce((places) => [...places, nextCorner(places.at(-1) ?? "middle", 1)], [CORNERS[0] ?? "middle"]);
    expect(round).toEqual([...CORNERS, CORNERS[0]]);
    expect(nextCorner("top_left", -1)).toBe("bottom_right");
  });
});
