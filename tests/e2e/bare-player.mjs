// The server of a package and of a page that plays it: what any site would do with a package.
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { page, scriptOf } from "./players.mjs";
import { atEnd } from "./programs.mjs";

const TYPES = { ".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment", ".mp4": "video/mp4", ".ts": "video/mp2t", ".vtt": "text/vtt", ".mpd": "application/dash+xml", ".jpg": "image/jpeg", ".key": "application/octet-stream", ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves a page with hls.js at `/`, one with each player at `/<its name>`, hls.js as a module, and the package below `/package/`. */
export async function serve(test, folder) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const name = path.slice(1) || "hls.js";
    if (scriptOf(name)) return response.writeHead(200, { "content-type": "text/html" }).end(page(name));
    const [, asked, form] = /^\/players\/(.*)\.(m?js)$/.exec(path) ?? [];
    const script = scriptOf(asked, form === "js" ? "script" : "module");
    const [file, type] = script
      ? [script, "text/javascript"]
      : [withKeys(folder, decodeURIComponent(path.replace(/^\/package/, ""))), TYPES[extname(path)]];
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

/** Where the file at `path` is. Keys are beside their package, and served as if they were in it. */
function withKeys(folder, path) {
  const [, around, key] = /^(.*)\/keys\/([^/]+\.key)$/.exec(path) ?? [];
  return key ? join(`${join(folder, normalize(around || "."))}.keys`, key) : join(folder, normalize(path));
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
export const BEGINS = { fmp4: [], ts: ["bufferAppendNoProgress", "bufferSeekOverHole"] };

/** That what [`play`] has seen is a whole programme of so many frames, without a complaint. */
export function whole(seen, frames, container) {
  const errors = seen.errors.filter((error) => !BEGINS[container].includes(error));
  // Where it skips, it decodes a few once more, and a single picture when it looks for what follows.
  const more = seen.frames - frames;
  const most = container === "ts" ? 8 : frames === 1 ? 3 : 0;
  const again = more > 0 && more <= most ? more : 0;
  assert.deepEqual([seen.ended, errors, seen.frames - again], [true, [], frames], JSON.stringify(seen));
}
