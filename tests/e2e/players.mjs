// Three players of the web that nobody here wrote, each in a page with nothing else: how each plays a package through.
import { createRequire } from "node:module";
import { join } from "node:path";
import { ui } from "./programs.mjs";

const installed = createRequire(import.meta.url);

/**
 * Each player's script and, in the page, how it starts: `start(video, { url, height, ahead, complain, failed })` plays the
 * level of so many lines of the package at `url`, the one with the most when there is no height, and loads no more than
 * `ahead` seconds beforehand. It tells `complain` of every error and `failed` when one ends it, and gives `pick`, by which
 * what is loaded next is of so many lines, `caption`, which shows the subtitles of a language, `stop`, and `tracks` where
 * the browser's own are not those that are shown. hls.js also takes a level's index.
 */
export const players = {
  "hls.js": {
    script: join(ui, "node_modules", "hls.js", "dist", "hls.min.js"),
    module: join(ui, "node_modules", "hls.js", "dist", "hls.mjs"),
    start: (video, { url, index, height, ahead, complain, failed }) => {
      const hls = new window.Hls(ahead && { maxBufferLength: ahead, maxMaxBufferLength: ahead });
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
        pick: (height) => (hls.loadLevel = hls.levels.findIndex((level) => level.height === height)),
        caption: (language) => {
          hls.subtitleTrack = hls.subtitleTracks.findIndex((track) => track.lang === language);
          hls.subtitleDisplay = true;
        },
        stop: () => hls.destroy(),
      };
    },
  },
  "video.js": {
    script: installed.resolve("video.js/dist/video.min.js"),
    start: (video, { url, height, ahead, complain, failed }) => {
      if (ahead) Object.assign(window.videojs.Vhs, { GOAL_BUFFER_LENGTH: ahead, MAX_GOAL_BUFFER_LENGTH: ahead });
      // Its own engine, whatever the browser can do.
      // What it begins with is the best, however small the page's video is: a short clip is loaded before it can change.
      const fast = { bandwidth: 1e9, useNetworkInformationApi: false, limitRenditionByPlayerDimensions: false };
      const vhs = { overrideNative: true, ...fast };
      const html5 = { vhs, nativeAudioTracks: false, nativeVideoTracks: false };
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
      const caption = (language) => {
        for (const track of Array.from(player.textTracks())) track.mode = track.language === language ? "showing" : "disabled";
      };
      // It draws them itself.
      return { pick, caption, tracks: () => player.textTracks(), stop: () => player.dispose() };
    },
  },
  shaka: {
    script: installed.resolve("shaka-player/dist/shaka-player.compiled.js"),
    start: (video, { url, width, height, ahead, complain, failed }) => {
      window.shaka.polyfill.installAll();
      const player = new window.shaka.Player();
      player.addEventListener("error", ({ detail }) => {
        complain(`${detail.code} ${detail.data}`);
        if (detail.severity === 2) failed();
      });
      // It takes the longer side of what stands upright for its width.
      const lines = height > width ? { minWidth: height, maxWidth: height } : { minHeight: height, maxHeight: height };
      player.configure({ restrictions: height ? lines : {}, abr: { enabled: false, defaultBandwidthEstimate: 1e9 } });
      if (ahead) player.configure({ streaming: { bufferingGoal: ahead } });
      const load = player.attach(video).then(() => player.load(url));
      load.catch((error) => {
        complain(`${error.code ?? error} ${error.data ?? ""}`);
        failed();
      });
      return {
        caption: (language) => {
          player.selectTextTrack(player.getTextTracks().find((track) => track.language === language));
          player.setTextTrackVisibility(true);
        },
        pick: (height) => player.selectVariantTrack(player.getVariantTracks().find((track) => track.height === height)),
        stop: () => player.destroy(),
      };
    },
  },
};

/** Those that play DASH. */
export const dashPlayers = {
  "dash.js": {
    script: installed.resolve("dashjs"),
    start: (video, { url, height, ahead, complain, failed }) => {
      const player = window.dashjs.MediaPlayer().create();
      // It hands cues to the browser for so long beforehand, of the clock and not of the video: too few, four times as fast.
      const buffer = { bufferPruningInterval: 100, ...(ahead && { bufferTimeDefault: ahead, bufferTimeAtTopQuality: ahead }) };
      const abr = { autoSwitchBitrate: { video: false, audio: false }, initialBitrate: { video: 1e9, audio: 1e9 } };
      player.updateSettings({ debug: { logLevel: 0 }, streaming: { abr, buffer, text: { defaultEnabled: false } } });
      player.on("error", ({ error }) => {
        complain(error.message ?? String(error));
        failed();
      });
      player.registerCustomCapabilitiesFilter((one) => height === undefined || !one.height || one.height === height);
      player.initialize(video, url, false);
      const pick = (height) => {
        const wanted = player.getRepresentationsByType("video").find((one) => one.height === height);
        player.setRepresentationForTypeById("video", wanted.id);
      };
      const caption = (language) => {
        const index = player.getTracksFor("text").findIndex((track) => track.lang === language);
        player.enableText(true);
        player.setTextTrack(index);
      };
      return { pick, caption, stop: () => player.destroy() };
    },
  },
  shaka: players.shaka,
};

const all = { ...players, ...dashPlayers };

/** The file with a player's script, or with the player as a module; none when there is none. */
export const scriptOf = (name, form = "script") => all[name]?.[form];

/** A page with the player called `name` and a video, for a server that has its script at `/players/<name>.js`. */
export const page = (name) => `<!doctype html><title>a player</title><link rel="icon" href="data:," />
<video muted playsinline></video><script src="/players/${name}.js"></script>
<script>window.start = ${all[name].start};</script>`;

/**
 * In such a page: plays one level of the package at `path`, or of its manifest at `url`, from start to end, so many times as fast, and tells what was seen,
 * after `bound` milliseconds without its having ended.
 */
export const play = ({ index, width, height, path = "/package", url = `${path}/master.m3u8`, rate = 4, begin = "canplay", bound = 60_000 }) =>
  new Promise((resolve) => {
    const video = document.querySelector("video");
    const heights = new Set();
    const errors = [];
    let [player, begun] = [null, false];
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
    video.addEventListener("ratechange", () => video.playbackRate === rate || (video.playbackRate = rate));
    video.addEventListener(begin, () => {
      video.playbackRate = rate;
      // A picture alone is over before it plays. What has played is not played again: a slow machine tells late that it can.
      if (begun && video.ended) return;
      begun = true;
      // What does not play does not end, which is told.
      video.play().catch(() => {});
    });
    player = window.start(video, { url, index, width, height, complain: (error) => errors.push(error), failed: () => tell(false) });
  });

/**
 * In such a page: plays the package whose pictures tell their own numbers, in sixteen columns of bits at the top, `rate` of
 * them a second, and picks the levels of `heights` one after another, for as many `seconds` each, up to the second `until`:
 * hls.js never ends when told to load anew what it has loaded to the end. Gives every picture that
 * was seen: its number, when it was shown in the programme, and how many lines it has.
 */
export const switched = ({ heights, seconds, rate, until, bound = 120_000 }) =>
  new Promise((resolve) => {
    const BITS = 16;
    const video = document.querySelector("video");
    const seen = [];
    const errors = [];
    let player = null;
    let picked = null;
    const tell = (ended) => {
      clearTimeout(timer);
      resolve({ ended, errors, seen, at: video.currentTime });
      void player?.stop();
    };
    const timer = setTimeout(tell, bound, false);
    // A frame of its own: what is drawn may be a later one than the callback tells of, but a frame knows its time.
    const look = async () => {
      const frame = new VideoFrame(video);
      video.requestVideoFrameCallback(look);
      const { width, height } = frame.visibleRect;
      const due = (frame.timestamp * rate) / 1e6;
      const wanted = heights[Math.floor(due / rate / seconds) % heights.length];
      if (wanted !== picked && due < until * rate) player.pick((picked = wanted));
      const bytes = new Uint8Array(frame.allocationSize());
      const [{ offset, stride }] = await frame.copyTo(bytes);
      frame.close();
      // The middle of every column, a few lines below the edge: the first plane is brightness.
      const row = offset + stride * Math.floor(height / 16);
      let number = 0;
      for (let bit = 0; bit < BITS; bit++) {
        number += bytes[row + Math.floor(((bit + 0.5) * width) / BITS)] > 127 ? 2 ** bit : 0;
      }
      seen.push({ number, due, height });
    };
    video.requestVideoFrameCallback(look);
    video.addEventListener("ended", () => tell(true), { once: true });
    video.addEventListener("canplay", () => void video.play(), { once: true });
    const complain = (error) => errors.push(error);
    player = window.start(video, { url: "/package/master.m3u8", ahead: seconds, complain, failed: () => tell(false) });
  });

/**
 * In such a page: plays the package through, four times as fast, with the subtitles of `language`. Gives every cue that the
 * browser was given of them, and what of them was seen.
 */
export const captioned = ({ url = "/package/master.m3u8", language, bound = 60_000 }) =>
  new Promise((resolve) => {
    const video = document.querySelector("video");
    const [cues, seen, errors] = [new Map(), new Set(), []];
    let player = null;
    const look = () => {
      const tracks = Array.from(player?.tracks?.() ?? video.textTracks);
      for (const track of tracks.filter((track) => track.mode === "showing")) {
        for (const { startTime, endTime, text } of Array.from(track.cues ?? [])) {
          cues.set(`${startTime} ${text}`, { begin: startTime, end: endTime, text });
        }
        for (const { text } of Array.from(track.activeCues ?? [])) seen.add(text);
      }
    };
    const tell = (ended) => {
      clearTimeout(timer);
      look();
      clearInterval(looking);
      resolve({ ended, errors, cues: [...cues.values()], seen: [...seen] });
      void player.stop();
    };
    const timer = setTimeout(tell, bound, false);
    const looking = setInterval(look, 50);
    video.addEventListener("ended", () => tell(true), { once: true });
    video.addEventListener("ratechange", () => video.playbackRate === 4 || (video.playbackRate = 4));
    video.addEventListener(
      "canplay",
      () => {
        player.caption(language);
        video.playbackRate = 4;
        void video.play();
      },
      { once: true },
    );
    const complain = (error) => errors.push(error);
    player = window.start(video, { url, complain, failed: () => tell(false) });
  });
