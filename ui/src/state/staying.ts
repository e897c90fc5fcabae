// hls.js on a playlist that grows towards a known end: followed like a film, not like a broadcast.
import type Hls from "hls.js";

type StreamController = typeof Hls.DefaultConfig.streamController;

/** The methods of hls.js's stream controller that are others here; a test holds that they are there. */
export const JUMP = "synchronizeToLiveEdge";
export const START = "setStartPosition";

/**
 * The stream controller without its jumps to the live edge, which no setting turns off.
 *
 * A player that has caught up with the encoder stands a little past the end of the playlist, and hls.js would throw it
 * back by a target duration, again and again, where it has only to wait for the next segment. And where the first
 * picture is found to be shown a little after zero, hls.js takes zero for gone from the playlist, and begins at the edge.
 */
export function staying(controller: StreamController): StreamController {
  const Staying = class extends controller {};
  const start = methods(controller)[START];
  Object.defineProperties(Staying.prototype, {
    [JUMP]: { value: () => {} },
    [START]: {
      value(this: { startPosition: number }, details: unknown, begin: number) {
        start?.call(this, details, Math.min(begin, Math.max(0, this.startPosition)));
      },
    },
  });
  return Staying;
}

const methods = (controller: StreamController) =>
  controller.prototype as unknown as Record<string, ((...given: unknown[]) => void) | undefined>;
