// Whether this window can play what is made, and what is missing when it cannot.
import { texts } from "../texts";

const NEEDED = 'video/mp4; codecs="avc1.640028,mp4a.40.2"';

/** Where to look: the window's own media support and name, passed in for the tests. */
export interface Surroundings {
  mediaSource: { isTypeSupported(type: string): boolean } | undefined;
  userAgent: string;
}

const here = (): Surroundings => {
  const scope = globalThis as { MediaSource?: typeof MediaSource; ManagedMediaSource?: typeof MediaSource };
  return { mediaSource: scope.MediaSource ?? scope.ManagedMediaSource, userAgent: navigator.userAgent };
};

/** Whether hls.js can play here. */
export const playable = ({ mediaSource }: Pick<Surroundings, "mediaSource"> = here()): boolean =>
  mediaSource?.isTypeSupported(NEEDED) ?? false;

/** Null when it can play; else a sentence that says what to do. */
export function whyNotPlayable({ mediaSource, userAgent }: Surroundings = here()): string | null {
  if (playable({ mediaSource })) return null;
  const linux = /Linux|X11/.test(userAgent) && !/Android/.test(userAgent);
  return linux ? texts.cannotPlayLinux : texts.cannotPlayElsewhere;
}
