import Hls from "hls.js";
import { expect, test } from "vitest";
import { JUMP, staying } from "./staying";

test("hls.js still jumps by the method that is taken out", () => {
  const { streamController } = Hls.DefaultConfig;
  expect(streamController.prototype).toHaveProperty(JUMP);
  const ours = staying(streamController).prototype as unknown as Record<string, unknown>;
  expect(ours[JUMP]).not.toBe((streamController.prototype as unknown as Record<string, unknown>)[JUMP]);
});
