// Three players of the web that nobody here wrote, each in a page with nothing else: how each plays a package through.
import { createRequire } from "node:module";
import { join } from "node:path";
import { ui } from "./programs.mjs";

const installed = createRequire(import.meta.url);

/**
 * Each player's script and, in the page, how it starts: `start(video, { url, height, complain, failed })` plays the level
 * of so many lines of the package at `url`, the one with the most when there is no height, tells `complain` of every error
 * and `failed` when one ends it, and gives `pick`, which goes on with the level of so many lines, and `stop`. hls.js also
 * takes a level's index.
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
      return {
        pick: (height) => (hls.nextLevel = hls.levels.findIndex((level) => level.height === height)),
        stop: () => hls.destroy(),
      };
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
      const pick = (height) => {
        const all = Array.from(levels);
        const wanted = height ?? Math.max(...all.map((level) => level.height ?? 0));
        for (const level of all) level.enabled = (level.height ?? 0) === wanted;
      };
      levels.on("addqualitylevel", () => pick(height));
      player.src({ src: url, type: "application/vnd.apple.mpegurl" });
      return { pick, stop: () => player.dispose() };
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
      return {
        pick: (height) => player.selectVariantTrack(player.getVariantTracks().find((track) => track.height === height)),
        stop: () => player.destroy(),
      };
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
    let player = null;
    const tell = (ended) => {
      clearTimeout(timer);
      const frames = video.getVideoPlaybackQuality().totalVideoFrames;
      resolve({ ended, frames, errors, heights: [...heights], seconds: video.currentTime });
      void player?.stop();
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
    player = window.start(video, { url, index, height, complain: (error) => errors.push(error), failed: () => tell(false) });
  });

/**
 * In such a page: plays the package whose pictures tell their own numbers, in sixteen columns of bits at the top, `rate` of
 * them a second, and picks the levels of `heights` one after another, for as many `seconds` each. Gives every picture that
 * was seen: its number, when it was shown in the programme, and how many lines it has.
 */
export const switched = ({ heights, seconds, rate, bound = 120_000 }) =>
  new Promise((resolve) => {
    const BITS = 16;
    const video = document.querySelector("video");
    const canvas = new OffscreenCanvas(BITS, 1);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const seen = [];
    const errors = [];
    let player = null;
    const tell = (ended) => {
      clearTimeout(timer);
      const buffered = Array.from({ length: video.buffered.length }, (_, at) => [video.buffered.start(at), video.buffered.end(at)]);
      resolve({ ended, errors, seen, buffered });
      void player?.stop();
    };
    const timer = setTimeout(tell, bound, false);
    const look = (_, { mediaTime, width, height }) => {
      // The middle of every column, a few lines below the edge.
      for (let bit = 0; bit < BITS; bit++) {
        context.drawImage(video, ((bit + 0.5) * width) / BITS, height / 16, 1, 1, bit, 0, 1, 1);
      }
      const { data } = context.getImageData(0, 0, BITS, 1);
      let number = 0;
      for (let bit = 0; bit < BITS; bit++) number += data[bit * 4] > 127 ? 2 ** bit : 0;
      seen.push({ number, due: mediaTime * rate, height });
      player.pick(heights[Math.floor(mediaTime / seconds) % heights.length]);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    video.addEventListener("ended", () => tell(true), { once: true });
    video.addEventListener("canplay", () => void video.play(), { once: true });
    const complain = (error) => errors.push(error);
    player = window.start(video, { url: "/package/master.m3u8", complain, failed: () => tell(false) });
  });
