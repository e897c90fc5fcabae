// How much is loaded, and when: everything at once over loopback, no more than somebody sees over a network.
import type Hls from "hls.js";
import type { HlsConfig } from "hls.js";

/** Over loopback there is no reason to begin with the lowest rung. */
const NEAR = { maxBufferLength: 20, abrEwmaDefaultEstimate: 30_000_000 } satisfies Partial<HlsConfig>;

/** Seconds ahead over a viewer's connection that is played. */
const SLOW_AHEAD = 8;

/** How far ahead is loaded: over a viewer's connection that is played, and over loopback. */
export const ahead = (limited: boolean): Pick<HlsConfig, "maxBufferLength"> => ({
  maxBufferLength: limited ? SLOW_AHEAD : NEAR.maxBufferLength,
});

/** A viewer's connection begins or ends to be played: what is loaded is loaded as over that. */
export function limit(hls: Hls, limited: boolean): void {
  Object.assign(hls.config, ahead(limited));
  // Loaded in no time, segments say little of how fast that was: it would take as long as before to be believed.
  if (!limited) hls.bandwidthEstimate = NEAR.abrEwmaDefaultEstimate;
}

/** Over a network: no picture larger than its place, ... */
const FAR: Partial<HlsConfig> = { capLevelToPlayerSize: true };

/** ... so many seconds ahead, at most, ... */
const AHEAD = 60;

/** ... or no more than the first segment as long as nobody plays it. */
const AHEAD_OF_PLAY = 1;

/** Seconds that there are to play while the network is tried again. */
const SUPPLIED = 1;

/** Answers that will be the same when they are asked for again. */
const FINAL = [403, 404, 410];

/** What hls.js is told; `remote` is what comes over a network, `played` what somebody plays already. */
export const settings = (remote: boolean, played: boolean): Partial<HlsConfig> =>
  remote ? { ...FAR, maxMaxBufferLength: played ? AHEAD : AHEAD_OF_PLAY } : NEAR;

/** Nobody plays it yet: the first segment is loaded once, and not again in another quality. */
export function hold(hls: Hls): void {
  hls.loadLevel = hls.firstAutoLevel;
}

/** Somebody plays it: what was held goes on, in any quality unless one is `pinned`. */
export function release(hls: Hls, pinned: boolean): void {
  if (hls.config.maxMaxBufferLength !== AHEAD_OF_PLAY) return;
  hls.config.maxMaxBufferLength = AHEAD;
  if (!pinned) hls.loadLevel = -1;
}

/**
 * Whether a network is tried again that gave this answer, or none, with so many seconds left to play. hls.js itself has
 * tried for half a minute: nobody waits longer who has nothing to see, unless nothing has come at all yet.
 */
export function worthwhile(answer: number | undefined, left: number, begun: boolean, mayRetry: () => boolean): boolean {
  if (FINAL.includes(answer ?? 0)) return false;
  return begun ? left > SUPPLIED : mayRetry();
}
