// Finding videos on a long list.
import { describe, expect, test } from "vitest";
import { card } from "./fixtures";
import { counts, groupOf, matching, plain } from "./find";

const ids = (videos: { id: number }[]) => videos.map(({ id }) => id);

test("case, accents and joined letters do not matter", () => {
  expect(plain("ÉDITION Spéciale")).toBe("edition speciale");
  expect(plain("Straße, Œuvre, Ålesund, Łódź, ﬁlm")).toBe("strasse, oeuvre, alesund, lodz, film");
  expect([plain("東京の夜景"), plain("ПРИВЕТ Ёлка")]).toEqual(["東京の夜景", "привет елка"]);
});

describe("matching", () => {
  const videos = [
    card(1, { title: "Édition spéciale" }),
    card(2, { title: "Konzert Straße", state: { is: "finished" } }),
    card(3, { title: "Spezial-Konzert", state: { is: "finished" }, astray: "It is gone." }),
  ];

  test("every word has to be in the name, in any order", () => {
    expect(ids(matching(videos, "SPECIALE edi", "all"))).toEqual([1]);
    expect(ids(matching(videos, "konzert", "all"))).toEqual([2, 3]);
    expect(ids(matching(videos, "konzert edition", "all"))).toEqual([]);
  });

  test("the text and the group narrow both", () => {
    expect(ids(matching(videos, "konzert", "done"))).toEqual([2]);
    expect(ids(matching(videos, " ", "trouble"))).toEqual([3]);
  });

  test("the list itself when nothing narrows it", () => {
    expect(matching(videos, "  ", "all")).toBe(videos);
  });
});

test("each video is in one group, and the numbers add up", () => {
  const failure = { code: "internal" as const, message: "" };
  const pause = { why: "person" as const };
  const states = [
    { is: "probing" }, { is: "ready" }, { is: "queued" }, { is: "converting" }, { is: "pausing", pause }, { is: "paused", pause },
    { is: "stopping" }, { is: "finished" }, { is: "failed", failure }, { is: "refused", failure },
  ] as const;
  const videos = states.map((state, id) => card(id, { state }));
  expect(videos.map(groupOf)).toEqual([
    "ready", "ready", "working", "working", "working", "paused", "working", "done", "trouble", "trouble",
  ]);
  expect(counts(videos)).toEqual({ all: 10, ready: 2, working: 4, paused: 1, done: 1, trouble: 2 });
});
