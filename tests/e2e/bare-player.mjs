// A page with hls.js and nothing else, and the server of it and of a package: what any site would do with a package.
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { atEnd, ui } from "./programs.mjs";

const TYPES = { ".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment", ".mp4": "video/mp4", ".ts": "video/mp2t" };

const PAGE = `<!doctype html><title>a player</title><link rel="icon" href="data:," />
<video muted></video><script src="/hls.js"></script>`;

/** Serves the page at `/` and the package below `/package/`. */
export async function serve(test, folder) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/") return response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    const [file, type] =
      path === "/hls.js"
        ? [join(ui, "node_modules", "hls.js", "dist", "hls.min.js"), "text/javascript"]
        : [join(folder, normalize(path.replace(/^\/package/, ""))), TYPES[extname(path)]];
    const facts = await stat(file).catch(() => null);
    if (!facts?.isFile() || !type) return response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const [start, end] = range ? [Number(range[1]), Number(range[2])] : [0, facts.size - 1];
    const headers = { "content-type": type, "content-length": end - start + 1 };
    if (range) headers["content-range"] = `bytes ${start}-${end}/${facts.size}`;
    response.writeHead(range ? 206 : 200, headers);
    createReadStream(file, { start, end }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(test, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** In the page: how many levels the package has, by height. */
export const levels = () =>
  new Promise((resolve, reject) => {
    const hls = new window.Hls();
    hls.on(window.Hls.Events.ERROR, (_, error) => reject(new Error(error.details)));
    hls.on(window.Hls.Events.MANIFEST_PARSED, () => {
      resolve(hls.levels.map((level, index) => ({ index, height: level.height })));
      hls.destroy();
    });
    hls.loadSource("/package/master.m3u8");
  });

/**
 * What hls.js passes over: it counts a transport stream's time from where its first picture is decoded, two frames before
 * it is shown, and skips the hole.
 */
const BEGINS = { fmp4: [], ts: ["bufferAppendNoProgress", "bufferSeekOverHole"] };

/** That what [`play`] has seen is a whole programme of so many frames, without a complaint. */
export function whole(seen, frames, container) {
  const errors = seen.errors.filter((error) => !BEGINS[container].includes(error));
  // Where it skips, it decodes a few once more.
  const more = seen.frames - frames;
  const again = container === "ts" && more > 0 && more <= 8 ? more : 0;
  assert.deepEqual([seen.ended, errors, seen.frames - again], [true, [], frames], JSON.stringify(seen));
}

/**
 * In the page: plays one level of the package at `path` from start to end, four times as fast, and tells what was seen,
 * after `bound` milliseconds without its having ended. Without an index it is the level with the most pixels.
 */
export const play = ({ index, path = "/package", bound = 60_000 }) =>
  new Promise((resolve) => {
    const video = document.querySelector("video");
    const hls = new window.Hls({ startLevel: index });
    const heights = new Set();
    const errors = [];
    const tell = (ended) => {
      clearTimeout(timer);
      const frames = video.getVideoPlaybackQuality().totalVideoFrames;
      resolve({ ended, frames, errors, heights: [...heights], seconds: video.currentTime });
      hls.destroy();
    };
    const timer = setTimeout(tell, bound, false);
    hls.on(window.Hls.Events.ERROR, (_, { details, fatal }) => {
      // A slow machine may not decode four times as fast: it waits, and every frame still comes.
      if (fatal || details !== "bufferStalledError") errors.push(details);
      if (fatal) tell(false);
    });
    hls.on(window.Hls.Events.MANIFEST_PARSED, () => {
      const heights = hls.levels.map((level) => level.height);
      hls.loadLevel = index ?? heights.indexOf(Math.max(...heights));
      video.playbackRate = 4;
      void video.play();
    });
    video.addEventListener("resize", () => heights.add(video.videoHeight));
    video.addEventListener("ended", () => tell(true), { once: true });
    hls.attachMedia(video);
    hls.loadSource(`${path}/master.m3u8`);
  });
