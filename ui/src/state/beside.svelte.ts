// The original, or what stands in for it, played in step with what is made of it.
import type { Original } from "../generated/Original";

/** Seconds of drift from which it is sent to its place; below, it goes a little faster or slower. */
const LOST = 0.4;

/** Seconds of drift that nobody sees. */
const UNSEEN = 0.015;

/** The most that it goes faster or slower, as a part. */
const MOST = 0.12;

/** What brings it back in step: `drift` is how many seconds it is ahead, `rate` how fast the other one plays. */
export function inStep(drift: number, rate: number): { seek: boolean; rate: number } {
  if (!(Math.abs(drift) < LOST)) return { seek: true, rate };
  if (Math.abs(drift) < UNSEEN) return { seek: false, rate };
  // Half of the drift is gone in half a second.
  const by = Math.min(MOST, Math.max(-MOST, drift));
  return { seek: false, rate: rate * (1 - by) };
}

/** Plays the playlist at `url` in `video`, from so many seconds on. Returns the way to let go of it. */
function stream(video: HTMLVideoElement, url: string, from: number, onbroken: () => void): () => void {
  const gone = new AbortController();
  void import("hls.js").then(({ default: Hls }) => {
    if (gone.signal.aborted) return;
    const hls = new Hls({ startPosition: from, maxBufferLength: 20, backBufferLength: 10 });
    gone.signal.addEventListener("abort", () => hls.destroy());
    hls.on(Hls.Events.ERROR, (_, { fatal }) => fatal && onbroken());
    hls.attachMedia(video);
    hls.loadSource(url);
  });
  return () => gone.abort();
}

/** Milliseconds between two looks at the drift. */
const EVERY = 100;

/** The original's video element, which follows the player's. */
export class Beside {
  /** It shows something, and in step. */
  ready = $state(false);
  /** It cannot be played here. */
  broken = $state(false);

  /** Has `follower`, which shows `original`, follow `leader`. Returns the way to stop. */
  follow(follower: HTMLVideoElement, leader: HTMLVideoElement, { url, begins, streamed }: Original): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    this.ready = this.broken = false;
    follower.muted = true;
    if (!streamed) follower.src = url;
    const unload = streamed ? stream(follower, url, leader.currentTime, () => (this.broken = true)) : () => {};
    const place = () => leader.currentTime + begins;
    const look = () => {
      const goes = !leader.paused && !leader.ended && leader.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
      if (!goes) {
        follower.pause();
        return;
      }
      if (follower.readyState >= HTMLMediaElement.HAVE_METADATA && !follower.seeking) {
        const { seek, rate } = inStep(follower.currentTime - place(), leader.playbackRate);
        if (seek) follower.currentTime = place();
        if (follower.playbackRate !== rate) follower.playbackRate = rate;
        const there = follower.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && follower.videoWidth > 0;
        this.ready = there && !seek;
      }
      if (follower.paused && !follower.ended) void follower.play().catch(() => {});
    };
    const every = setInterval(look, EVERY);
    for (const name of ["play", "playing", "pause", "seeked", "ratechange", "waiting"]) leader.addEventListener(name, look, { signal });
    for (const name of ["loadeddata", "seeked"]) follower.addEventListener(name, look, { signal });
    // What a browser has sound of alone is nothing to see, either.
    const check = () => (this.broken ||= follower.videoWidth === 0);
    follower.addEventListener("loadeddata", check, { signal });
    follower.addEventListener("error", () => (this.broken = true), { signal });
    return () => {
      stop.abort();
      clearInterval(every);
      unload();
      follower.pause();
      follower.removeAttribute("src");
      follower.load();
      this.ready = false;
    };
  }
}
