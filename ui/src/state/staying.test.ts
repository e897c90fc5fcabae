import Hls from "hls.js";
import { expect, test } from "vitest";
import { JUMP, START, staying } from "./staying";

const { streamController } = Hls.DefaultConfig;
const methods = (controller: typeof streamController) =>
  controller.prototype as unknown as Record<string, (...given: unknown[]) => void>;

test.each([JUMP, START])("hls.js still jumps by %s, which is another here", (name) => {
  expect(streamController.prototype).toHaveProperty(name);
  expect(methods(staying(streamController))[name]).not.toBe(methods(streamController)[name]);
});

test.each([
  [0, 0],
  [3, 3],
])("what is to begin at %d s does, though the first picture is shown at 0.08 s", (startPosition, expected) => {
  const details = { live: true, edge: 8, totalduration: 8, startTimeOffset: null, fragments: [] };
  const begun = (controller: typeof streamController) => {
    const self = { startPosition, startTimeOffset: null, timelineOffset: 0, nextLoadPosition: -1, hls: { liveSyncPosition: 6 }, log() {} };
    methods(controller)[START]?.call(self, details, 0.08);
    return self.nextLoadPosition;
  };
  expect(begun(staying(streamController))).toBe(expected);
  if (startPosition === 0) expect(begun(streamController)).toBe(6);
});
