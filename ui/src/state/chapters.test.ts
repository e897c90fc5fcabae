import { describe, expect, it } from "vitest";
import { chapterAfter, chapterAt, chapterBefore, parseChapters, stretches } from "./chapters";

const TRACK = `WEBVTT

00:00:00.000 --> 00:00:08.000
The meadow

00:00:08.000 --> 00:01:02.500
Butterflies &amp; &lt;b&gt;apples&lt;/b&gt;

01:00:00.000 --> 01:10:00.000
An hour later
`;

describe("chapters", () => {
  const chapters = parseChapters(TRACK);

  it("are read from the track", () => {
    expect(chapters).toEqual([
      { begin: 0, end: 8, title: "The meadow" },
      { begin: 8, end: 62.5, title: "Butterflies & <b>apples</b>" },
      { begin: 3600, end: 4200, title: "An hour later" },
    ]);
  });

  it("are read however the track is written: line ends, a mark at its head, numbers, notes, settings, marks, two lines", () => {
    const text =
      "\ufeffWEBVTT - of a film\r\n\r\nNOTE 00:01.000 means nothing here\r\n\r\n1\r\n00:00.000 --> 00:05.000 align:start\r\n<v Ana>One <i>and\r\nonly</i>\r\n\r\n2\r\n00:05.000 --> 00:09.000\r\nTwo&nbsp;&unknown; &quot;";
    expect(parseChapters(text).map(({ begin, title }) => [begin, title])).toEqual([
      [0, "One and only"],
      [5, 'Two &unknown; "'],
    ]);
  });

  it("come in order and do not overlap", () => {
    const text = "WEBVTT\n\n00:10.000 --> 00:20.000\nB\n\n00:00.000 --> 00:15.000\nA\n\n00:10.000 --> 00:30.000\nC\n";
    expect(parseChapters(text).map(({ begin, end, title }) => [begin, end, title])).toEqual([
      [0, 10, "A"],
      [10, 30, "C"],
    ]);
  });

  it("are none where there is no track, and leave out what is no chapter", () => {
    for (const text of ["", "<!doctype html>", "WEBVTTx\n\n00:00.000 --> 00:05.000\nA", "00:00.000 --> 00:05.000\nA"]) {
      expect(parseChapters(text)).toEqual([]);
    }
    const broken = "WEBVTT\n\n00:00.000 --> 00:00.000\nNo length\n\n00:99.000 --> 01:99.000\nNo time\n\n00:01.000 -> 00:02.000\nNo arrow\n\n00:02.000 --> 00:03.000\n\nNo title\n\n00:03.000 --> 00:04.000\n<b></b>";
    expect(parseChapters(broken)).toEqual([]);
    expect(parseChapters("WEBVTT\n\n00:00.000 --> 00:05.000\n<b unclosed")).toEqual([]);
  });

  it("are found by time", () => {
    expect([7.9, 7.99, 62.5, 3600, 5000].map((at) => chapterAt(chapters, at)?.title)).toEqual([
      "The meadow",
      "Butterflies & <b>apples</b>",
      undefined,
      "An hour later",
      undefined,
    ]);
    expect(chapterAt([], 1)).toBeUndefined();
  });

  it("are gone to, one after another; back begins the same again unless it has just begun", () => {
    expect([chapterAfter(chapters, 0), chapterAfter(chapters, 7.99), chapterAfter(chapters, 3600)]).toEqual([8, 3600, null]);
    expect([2, 10, 12, 3601, 3604].map((at) => chapterBefore(chapters, at))).toEqual([0, 0, 8, 8, 3600]);
  });

  it("divide a bar without a gap, as long as it is", () => {
    const bar = (total: number) => stretches(chapters, total).map(({ begin, end, title }) => [begin, end, title?.slice(0, 2) ?? null]);
    expect(bar(5000)).toEqual([[0, 8, "Th"], [8, 62.5, "Bu"], [62.5, 3600, null], [3600, 4200, "An"], [4200, 5000, null]]);
    expect(bar(10)).toEqual([[0, 8, "Th"], [8, 10, "Bu"]]);
    expect(stretches([{ begin: 0.5, end: 5, title: "A" }, { begin: 5.2, end: 10, title: "B" }], 10.04)).toEqual([
      { begin: 0, end: 5.2, title: "A" },
      { begin: 5.2, end: 10.04, title: "B" },
    ]);
    expect(stretches([{ begin: 4, end: 10, title: "Late" }], 10)).toEqual([
      { begin: 0, end: 4, title: null },
      { begin: 4, end: 10, title: "Late" },
    ]);
    const whole = [{ begin: 0, end: 500, title: null }];
    expect(stretches([], 500)).toEqual(whole);
    expect(stretches(Array.from({ length: 400 }, (_, at) => ({ begin: at, end: at + 1, title: "x" })), 500)).toEqual(whole);
    expect(stretches(chapters, 0)).toEqual([{ begin: 0, end: 0, title: null }]);
  });
});
