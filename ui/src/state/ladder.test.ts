// The same rows are the choice, the progress and the result.
import { describe, expect, test } from "vitest";
import { rung, video } from "./fixtures";
import type { Opened } from "./opened";
import { cells, modeOf, rows, segmentsDone, switched, type Mode } from "./ladder";

const failure = { code: "disk_full" as const, message: "Full." };
const made = {
  folder: "/out/film",
  bytes: 9,
  files: 3,
  rungs: [{ id: "avc-360p", bit_rate: 700, bytes: 4, segments: 2 }],
  report: { findings: [] },
  damage: null,
  rates: null,
  lost_texts: [],
};
const running = video(1, {
  state: { is: "converting" },
  progress: {
    percent: 50,
    fps: 1,
    speed: 1,
    seconds_left: null,
    rungs: [
      { id: "avc-360p", percent: 62, segments: 3, segments_expected: 5, bytes: 10 },
      { id: "avc-720p", percent: 41, segments: 2, segments_expected: 5, bytes: 20 },
    ],
    fitting: null,
    measuring: null,
  },
});

test("a row counts its rung in every codec", () => {
  const rungs = [
    { id: "avc-360p", percent: 62, segments: 3, segments_expected: 5, bytes: 10 },
    { id: "hevc-360p", percent: 41, segments: 2, segments_expected: 5, bytes: 6 },
    { id: "hevc-hdr-360p", percent: 50, segments: 2, segments_expected: 5, bytes: 7 },
  ];
  const progress = { percent: 50, fps: 1, speed: 1, seconds_left: null, rungs, fitting: null, measuring: null };
  const row = rows(video(1, { state: { is: "converting" }, progress }), "progress").find(({ name }) => name === 360);
  expect([row?.id, row?.percent, row?.segments, row?.bytes]).toEqual(["avc-360p", 41, 2, 23]);
  const made = [
    { id: "avc-360p", bit_rate: 700, bytes: 4, segments: 2 },
    { id: "av1-360p", bit_rate: 300, bytes: 2, segments: 2 },
  ];
  const details = { package: { folder: "/out", bytes: 9, files: 3, rungs: made, report: { findings: [] }, damage: null, rates: null, lost_texts: [] } };
  const [result] = rows(video(1, { state: { is: "finished" } }, details), "result");
  expect([result?.bytes, result?.bitRate]).toEqual([6, 700]);
});

test("a row says how much of its rung is published, of what is made", () => {
  const sending = { files: 1, of_files: 2, bytes: 5, of_bytes: 9, rate: null, seconds_left: null, held_up: false };
  const renditions = [
    { id: "avc-360p", bytes: 1, of_bytes: 2 },
    { id: "hevc-360p", bytes: 2, of_bytes: 2 },
  ];
  const publishing = (is: "sending" | "early") => ({
    publishing: { destination: "r2", name: null, early: false, state: { is }, link: null, sending: { ...sending, renditions } },
  });
  const shares = (rest: Partial<Opened>, mode: Mode) => rows({ ...running, ...rest }, mode).map(({ sent }) => sent);
  expect(shares(publishing("sending"), "progress")).toEqual([null, 46.5]);
  expect([shares(publishing("early"), "progress"), shares({}, "progress")]).toEqual([[null, null], [null, null]]);
  expect(shares(publishing("sending"), "choice")).toEqual([null, null, null]);
});

test("a rung that is left out has no row once others are made", () => {
  const names = (rungs: string[]) => {
    const made = rungs.map((id) => ({ id, percent: 0, segments: 0, segments_expected: 5, bytes: 0 }));
    const progress = { percent: 0, fps: 0, speed: 0, seconds_left: null, rungs: made, fitting: null, measuring: null };
    return rows(video(1, { state: { is: "converting" }, progress }), "progress").map(({ name }) => name);
  };
  expect([names([]), names(["avc-360p"])]).toEqual([[720, 360], [360]]);
});

test("what the ladder is for", () => {
  expect(modeOf(video(1), false)).toBe("choice");
  expect(modeOf(video(1, { state: { is: "queued" } }), false)).toBe("progress");
  expect(modeOf(video(1, { state: { is: "failed", failure } }), false)).toBe("choice");
  const finished = video(1, { state: { is: "finished" } }, { package: made });
  expect([modeOf(finished, false), modeOf(finished, true)]).toEqual(["result", "choice"]);
});

describe("rows", () => {
  test("to choose from: all of them, highest first", () => {
    expect(rows(video(1), "choice").map((row) => [row.label, row.chosen])).toEqual([
      ["720p", true],
      ["540p", false],
      ["360p", true],
    ]);
  });

  test("at work: the chosen ones with their own progress", () => {
    const list = rows(running, "progress");
    expect(list.map((row) => [row.id, row.percent, row.segments])).toEqual([
      ["avc-720p", 41, 2],
      ["avc-360p", 62, 3],
    ]);
    expect(segmentsDone(list)).toEqual({ done: 2, all: 5 });
  });

  test("in the queue there is nothing to show yet", () => {
    const [row] = rows(video(1, { state: { is: "queued" } }), "progress");
    expect([row?.id, row?.percent, row?.bytes]).toEqual(["avc-720p", 0, 0]);
    expect(segmentsDone([])).toEqual({ done: 0, all: null });
  });

  test("as they came out: only what is in the package", () => {
    const list = rows(video(1, {}, { package: made }), "result");
    expect(list.map((row) => [row.label, row.bitRate, row.bytes, row.percent])).toEqual([["360p", 700, 4, 100]]);
  });
});

test("sound alone is one row: what is made of it, how far it is, how large it came out", () => {
  const track = { index: 0, codec: "mp3", channels: 6, layout: null, sample_rate: 48_000, language: "und", title: null, default: true, kind: "main" as const, duration: null, start: null };
  const media = { container: "mp3", duration: 100, bytes: 1, video: null, audio: [track], subtitles: [], other_video: [], cover: null, chapters: [] };
  const song = video(1, {}, { media, ladder: [], estimated_bytes: 6_400_000 });
  const row = (rest: Partial<Opened>, mode: Mode) => rows({ ...song, ...rest }, mode).map((one) => [one.name, one.bytes, one.percent]);
  expect(row({}, "choice")).toEqual([[null, 6_400_000, 0]]);
  expect(row({ progress: { percent: 40, fps: 1, speed: 1, seconds_left: null, rungs: [], fitting: null, measuring: null } }, "progress")).toEqual([[null, 0, 40]]);
  expect(rows({ ...song, details: { ...song.details, package: made } }, "result").map((one) => [one.name, one.bytes, one.percent])).toEqual([[null, 9, 100]]);
  expect(rows(video(1, {}, { ladder: [] }), "choice")).toEqual([]);
});

describe("cells", () => {
  const row = (percent: number, segments: number, segmentsExpected: number | null) => {
    const [first] = rows(video(1), "choice");
    if (!first) throw new Error("no row");
    return { ...first, percent, segments, segmentsExpected };
  };

  test("whole segments are full, the one at work is not quite", () => {
    expect(cells(row(50, 2, 5))).toEqual([1, 1, 0.5, 0, 0]);
    expect(cells(row(60, 2, 5))?.[2]).toBe(0.9);
    expect(cells(row(100, 4, 5))).toEqual([1, 1, 1, 1, 1]);
  });

  test("a plain bar when there are too many or nobody knows how many", () => {
    expect([cells(row(5, 2, 600)), cells(row(5, 2, null)), cells(row(5, 0, 0))]).toEqual([null, null, null]);
  });
});

test("switching a rung gives the names that stay, but never none", () => {
  const { ladder } = video(1).details;
  expect(switched(ladder, 540)).toEqual([360, 540, 720]);
  expect(switched(ladder, 720)).toEqual([360]);
  expect(switched([rung(360)], 360)).toBeNull();
});

