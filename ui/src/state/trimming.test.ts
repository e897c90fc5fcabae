import { describe, expect, test } from "vitest";
import { asFound } from "./edits";
import { dragged, frameOf, grabbed, keptOf, limits, manyOf, moved, pressed, seenAt, trimmed } from "./trimming";

const edits = asFound;
const reel = { length: 30, frame: 1 / 25 };
const all = { begin: 0, end: 30 };
const key = (key: string, shiftKey = false) => ({ key, shiftKey });

describe("what is kept", () => {
  test("goes to and fro between edits and the strip", () => {
    expect(keptOf(edits, 30)).toEqual(all);
    const kept = { begin: 1.5, end: 20 };
    expect(keptOf(trimmed(edits, kept, 30), 30)).toEqual(kept);
    expect(trimmed({ ...edits, trim_start: 3, trim_end: 8 }, all, 30)).toEqual(edits);
    // Of another file that is shorter by now.
    expect(keptOf({ ...edits, trim_start: 40, trim_end: 50 }, 30)).toEqual({ begin: 30, end: 30 });
  });

  test("never is less than is any use", () => {
    expect(moved({ begin: 2, end: 20 }, "begin", 25, 30)).toEqual({ begin: 19.9, end: 20 });
    expect(moved({ begin: 2, end: 20 }, "end", -4, 30)).toEqual({ begin: 2, end: 2.1 });
    expect(limits({ begin: 2, end: 20 }, "end", 30)).toEqual([2.1, 30]);
    // Where there is hardly anything to begin with.
    expect(moved({ begin: 0, end: 0.05 }, "begin", 1, 0.05)).toEqual({ begin: 0, end: 0.05 });
    expect(moved({ begin: 0, end: 0.05 }, "end", 0, 0.05)).toEqual({ begin: 0, end: 0.05 });
  });
});

describe("the pointer", () => {
  test("is no finer than its pixels", () => {
    expect(dragged(all, "begin", 101, 500, reel).begin).toBe(6.08);
    expect(dragged(all, "begin", 101, 500, { ...reel, length: 120 })).toEqual({ begin: 24.2, end: 30 });
    expect(dragged({ begin: 0, end: 36000 }, "end", 333, 500, { ...reel, length: 36000 }).end).toBe(23976);
  });

  test("takes a picture's first moment, whatever the rate", () => {
    const ntsc = { length: 30, frame: 1001 / 30000 };
    const { begin } = dragged(all, "begin", 17, 500, ntsc);
    expect(begin / ntsc.frame - Math.floor(begin / ntsc.frame)).toBeLessThan(0.04);
    expect(begin).toBe(1.035);
  });

  test("at the rim means the rim, and stays on the strip", () => {
    expect(dragged({ begin: 3, end: 9 }, "begin", 1, 500, reel).begin).toBe(0);
    expect(dragged({ begin: 3, end: 9 }, "begin", -80, 500, reel).begin).toBe(0);
    expect(dragged({ begin: 3, end: 9 }, "end", 499.5, 500, reel).end).toBe(30);
    expect(dragged({ begin: 3, end: 9 }, "end", 900, 500, reel).end).toBe(30);
    expect(dragged({ begin: 3, end: 9 }, "begin", 400, 500, reel).begin).toBe(8.9);
    expect(dragged({ begin: 3, end: 9 }, "begin", 400, 0, reel)).toEqual({ begin: 3, end: 9 });
  });

  test("takes hold of the nearer handle, outside of what is kept", () => {
    const kept = { begin: 6, end: 24 };
    expect(grabbed(kept, 90, 500, 30)).toBe("begin");
    expect(grabbed(kept, 104, 500, 30)).toBe("begin");
    expect(grabbed(kept, 411, 500, 30)).toBe("end");
    expect(grabbed(kept, 250, 500, 30)).toBeNull();
    expect(grabbed(kept, 40, 500, 30)).toBeNull();
    // Both can be had where they are close.
    const little = { begin: 15, end: 15.1 };
    expect(grabbed(little, 249, 500, 30)).toBe("begin");
    expect(grabbed(little, 253, 500, 30)).toBe("end");
  });
});

describe("the keys", () => {
  test("go by a picture, a second and ten", () => {
    const kept = { begin: 10, end: 20 };
    expect(pressed(kept, "begin", key("ArrowRight"), reel)?.begin).toBe(10.04);
    expect(pressed(kept, "begin", key("ArrowLeft"), reel)?.begin).toBe(9.96);
    expect(pressed(kept, "end", key("ArrowUp"), reel)?.end).toBe(21);
    expect(pressed(kept, "end", key("ArrowDown"), reel)?.end).toBe(19);
    expect(pressed(kept, "begin", key("ArrowLeft", true), reel)?.begin).toBe(0);
    expect(pressed(kept, "end", key("PageUp"), reel)?.end).toBe(30);
    expect(pressed(kept, "end", key("PageDown"), reel)?.end).toBe(10.1);
    expect(pressed(kept, "begin", key("Home"), reel)?.begin).toBe(0);
    expect(pressed(kept, "begin", key("End"), reel)?.begin).toBe(19.9);
    expect(pressed(kept, "end", key("Home"), reel)?.end).toBe(10.1);
    expect(pressed(kept, "end", key("a"), reel)).toBeNull();
  });

  test("meet every picture once on the way there and back", () => {
    const ntsc = { length: 30, frame: 1001 / 30000 };
    const there = [all];
    for (let step = 0; step < 200; step += 1) there.push(pressed(there.at(-1) ?? all, "begin", key("ArrowRight"), ntsc) ?? all);
    const pictures = there.map(({ begin }) => Math.floor(begin / ntsc.frame + 1e-9));
    expect(pictures).toEqual(there.map((_, step) => step));
    let back = there.at(-1) ?? all;
    for (let step = 200; step > 0; step -= 1) {
      expect(back).toEqual(there[step]);
      back = pressed(back, "begin", key("ArrowLeft"), ntsc) ?? all;
    }
    expect(back).toEqual(all);
  });
});

describe("the pictures", () => {
  test("are as many as fill the strip", () => {
    expect([480, 800, 1400].map((width) => manyOf(width, 48, 16 / 9))).toEqual([8, 12, 16]);
    expect(manyOf(480, 48, 9 / 16)).toBe(16);
    expect(manyOf(480, 48, 21 / 9)).toBe(6);
    expect(manyOf(0, 0, Number.NaN)).toBe(6);
  });

  test("under the handles are the first and the last that are kept", () => {
    expect(seenAt({ begin: 2, end: 9 }, "begin", 0.04)).toBe(2);
    expect(seenAt({ begin: 2, end: 9 }, "end", 0.04)).toBe(8.96);
    expect(seenAt({ begin: 2, end: 2.1 }, "end", 0.5)).toBe(2);
  });

  test("last as long as the rate says, or as usual", () => {
    expect(frameOf({ frame_rate: { num: 30000, den: 1001 }, base_rate: null })).toBeCloseTo(0.0334, 4);
    expect(frameOf({ frame_rate: null, base_rate: { num: 50, den: 1 } })).toBe(0.02);
    expect(frameOf({ frame_rate: null, base_rate: null })).toBe(0.04);
    expect(frameOf({ frame_rate: { num: 0, den: 1 }, base_rate: null })).toBe(0.04);
  });
});
