// A <video> element watched: its own events, and every frame while it plays.

const EVENTS = [
  "play", "playing", "pause", "ended", "waiting", "seeking", "seeked", "timeupdate",
  "durationchange", "loadedmetadata", "progress", "canplay", "ratechange", "emptied", "resize",
];

/** Calls `look` whenever something about `video` may have changed. Returns the way to stop. */
export function listenToVideo(video: HTMLVideoElement, look: () => void): () => void {
  const stop = new AbortController();
  let frame = 0;
  const eachFrame = () => {
    look();
    frame = video.paused || stop.signal.aborted ? 0 : requestAnimationFrame(eachFrame);
  };
  for (const name of EVENTS) video.addEventListener(name, look, { signal: stop.signal });
  video.addEventListener("playing", () => (frame ||= requestAnimationFrame(eachFrame)), { signal: stop.signal });
  return () => {
    stop.abort();
    cancelAnimationFrame(frame);
  };
}
