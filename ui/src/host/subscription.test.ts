// The subscription heals itself, and stops when told.
import { describe, expect, test } from "vitest";
import type { Event as StudioEvent } from "../generated/Event";
import { nothing } from "../state/fold";
import { subscribe, type Line } from "./subscription";

const snapshot = (seq: number): StudioEvent => ({
  seq,
  change: "snapshot",
  studio: { ...nothing, output: "/out" },
});
const removed = (seq: number): StudioEvent => ({ seq, change: "removed", video: seq });

function bench() {
  const lines: Line[] = [];
  const closed: number[] = [];
  const heard: number[] = [];
  const up: boolean[] = [];
  const waiting: { callback: () => void; milliseconds: number }[] = [];
  const stop = subscribe(
    (line) => {
      const index = lines.push(line) - 1;
      return () => closed.push(index);
    },
    { event: (event) => heard.push(event.seq), connected: (is) => up.push(is) },
    (callback, milliseconds) => {
      const entry = { callback, milliseconds };
      waiting.push(entry);
      return () => waiting.splice(waiting.indexOf(entry), 1);
    },
  );
  const pass = () => waiting.shift()?.callback();
  const line = (index: number): Line => {
    const found = lines[index];
    if (!found) throw new Error(`no line ${index}`);
    return found;
  };
  return { lines, closed, heard, up, waiting, stop, pass, line };
}

describe("subscribe", () => {
  test("passes on what comes in order and drops what was heard already", () => {
    const { heard, line } = bench();
    for (const event of [snapshot(4), removed(5), removed(5), removed(6)]) line(0).event(event);
    expect(heard).toEqual([4, 5, 6]);
  });

  test("starts over after a gap, deaf to the old line", () => {
    const { heard, line, lines, closed, pass } = bench();
    line(0).event(snapshot(1));
    line(0).event(removed(3));
    line(0).event(removed(4));
    pass();
    expect(lines).toHaveLength(2);
    expect(closed).toEqual([0]);
    line(1).event(snapshot(4));
    line(0).event(removed(5));
    line(1).event(removed(5));
    expect(heard).toEqual([1, 4, 5]);
  });

  test("starts over when the first event is no snapshot", () => {
    const { heard, line, lines, pass } = bench();
    line(0).event(removed(9));
    pass();
    expect([heard, lines.length]).toEqual([[], 2]);
  });

  test("waits longer each time the connection is lost, and short again once it stood", () => {
    const { line, waiting, pass, up } = bench();
    const pauses: number[] = [];
    for (let index = 0; index < 6; index++) {
      line(index).lost();
      pauses.push(waiting[0]?.milliseconds ?? -1);
      pass();
    }
    line(6).event(snapshot(1));
    line(6).lost();
    expect([...pauses, waiting[0]?.milliseconds]).toEqual([250, 500, 1000, 2000, 4000, 4000, 250]);
    expect(up.slice(-2)).toEqual([true, false]);
  });

  test("a snapshot in the middle is a new start", () => {
    const { heard, line, lines } = bench();
    for (const event of [snapshot(1), snapshot(40), removed(41)]) line(0).event(event);
    expect([heard, lines.length]).toEqual([[1, 40, 41], 1]);
  });

  test("is silent after it was stopped, before and after anything came", () => {
    const early = bench();
    early.stop();
    early.line(0).event(snapshot(1));
    early.line(0).lost();
    expect([early.heard, early.closed, early.waiting]).toEqual([[], [0], []]);
    const late = bench();
    late.line(0).lost();
    late.stop();
    expect(late.waiting).toEqual([]);
  });
});
