// hls.js on a playlist that grows towards a known end: followed like a film, not like a broadcast.
import type Hls from "hls.js";

type StreamController = typeof Hls.DefaultConfig.streamController;

/** The method of hls.js's stream controller that goes; a test holds that it is there. */
export const JUMP = "synchronizeToLiveEdge";

/**
 * The stream controller without its jump to the live edge. A player that has caught up with the encoder stands a
 * little past the end of the playlist, and hls.js would throw it back by a target duration, again and again, where it
 * has only to wait for the next segment. No setting turns that off.
 */
export function staying(controller: StreamController): StreamController {
  const Staying = class extends controller {};
  Object.defineProperty(Staying.prototype, JUMP, { value: () => {} });
  return Staying;
}
