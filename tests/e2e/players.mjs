// Three players of the web that nobody here wrote, each in a page with nothing else: how each plays a package through.
import { createRequire } from "node:module";
import { join } from "node:path";
import { ui } from "./programs.mjs";

const installed = createRequire(import.meta.url);

/**
 * Each player's script and, in the page, how it starts: `start(video, { url, height, complain, failed })` plays the level
 * of so many lines of the package at `url`, the one with the most when there is no height, tells `complain` of every error
 * and `failed` when one ends it, and gives what ends the player. hls.js also takes a level's index.
 */
export const players = {
  "hls.js": {
    script: join(ui, "node_modules", "hls.js", "dist", "hls.min.js"),
    start: (video, { url, index, height, complain, failed }) => {
      const hls = new window.Hls();
      hls.on(window.Hls.Events.ERROR, (_, { details, fatal }) => {
        // A slow machine may not decode four times as fast: it waits, and every frame still comes.
        if (fatal || details !== "bufferStalledError") complain(details);
        if (fatal) failed();
      });
      hls.on(window.Hls.Events.MANIFEST_PARSED, () => {
        const heights = hls.levels.map((level) => level.height);
        hls.loadLevel = index ?? heights.indexOf(height ?? Math.max(...heights));
      });
      hls.attachMedia(video);
      hls.loadSource(url);
      return () => hls.destroy();
    },
  },
  "video.js": {
    script: installed.resolve("video.js/dist/video.min.js"),
    start: (video, { url, height, complain, failed }) => {
      // Its own engine, whatever the browser can do.
      const html5 = { vhs: { overrideNative: true }, nativeAudioTracks: false, nativeVideoTracks: false };
      const player = window.videojs(video, { html5, muted: true });
      player.on("error", () => {
        complain(player.error().message);
        failed();
      });
      const levels = player.qualityLevels();
      levels.on("addqualitylevel", () => {
        const all = Array.from(levels);
        const wanted = height ?? Math.max(...all.map((level) => level.height ?? 0));
        for (const level of all) level.enabled = (level.height ?? 0) === wanted;
      });
      player.src({ src: url, type: "application/vnd.apple.mpegurl" });
      return () => player.dispose();
    },
  },
  shaka: {
    script: installed.resolve("shaka-player/dist/shaka-player.compiled.js"),
    start: (video, { url, height, complain, failed }) => {
      window.shaka.polyfill.installAll();
      const player = new window.shaka.Player();
      player.addEventListener("error", ({ detail }) => {
        complain(`${detail.code} ${detail.data}`);
        if (detail.severity === 2) failed();
      });
      const lines = height ? { minHeight: height, maxHeight: height } : {};
      player.configure({ restrictions: lines, abr: { enabled: false, defaultBandwidthEstimate: 1e9 } });
      const load = player.attach(video).then(() => player.load(url));
      load.catch((error) => {
        complain(`${error.code ?? error} ${error.data ?? ""}`);
        failed();
      });
      return () => player.destroy();
    },
  },
};

/** A page with the player called `name` and a video, for a server that has its script at `/players/<name>.js`. */
export const page = (name) => `<!doctype html><title>a player</title><link rel="icon" href="data:," />
<video muted playsinline></video><script src="/players/${name}.js"></script>
<script>window.start = ${players[name].start};</script>`;

/**
 * In such a page: plays one level of the package at `path` from start to end, four times as fast, and tells what was seen,
 * after `bound` milliseconds without its having ended.
 */
export const play = ({ index, height, path = "/package", bound = 60_000 }) =>
  new Promise((resolve) => {
    const video = document.querySelector("video");
    const heights = new Set();
    const errors = [];
    let stop = () => {};
    const tell = (ended) => {
      clearTimeout(timer);
      const frames = video.getVideoPlaybackQuality().totalVideoFrames;
      resolve({ ended, frames, errors, heights: [...heights], seconds: video.currentTime });
      stop();
    };
    const timer = setTimeout(tell, bound, false);
    video.addEventListener("resize", () => heights.add(video.videoHeight));
    video.addEventListener("ended", () => tell(true), { once: true });
    // A player may set the rate when it begins.
    video.addEventListener("ratechange", () => video.playbackRate === 4 || (video.playbackRate = 4));
    video.addEventListener("canplay", () => {
      video.playbackRate = 4;
      void video.play();
    });
    const url = `${path}/master.m3u8`;
    stop = window.start(video, { url, index, height, complain: (error) => errors.push(error), failed: () => tell(false) });
  });
