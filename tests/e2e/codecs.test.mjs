// A package in several codecs in a bare hls.js page: the browser has AV1 and H.264, and each plays to the end.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { serve } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { play } from "./players.mjs";
import { atEnd, built, clip, temporary } from "./programs.mjs";

/** In the page: the levels that hls.js has, and the one it begins with when it chooses. */
const chosen = () =>
  new Promise((resolve, reject) => {
    const hls = new window.Hls();
    hls.on(window.Hls.Events.ERROR, (_, error) => error.fatal && reject(new Error(error.details)));
    hls.on(window.Hls.Events.FRAG_BUFFERED, (_, { frag }) => {
      if (frag.type !== "main") return;
      const levels = hls.levels.map((level, index) => ({ index, height: level.height, codec: level.videoCodec }));
      resolve({ levels, first: levels[frag.level].codec });
      hls.destroy();
    });
    hls.attachMedia(document.querySelector("video"));
    hls.loadSource("/package/master.m3u8");
  });

describe("a package in several codecs", { timeout: 300_000 }, () => {
  test("plays through in each that the browser has, and the best one is chosen", async (test) => {
    const out = await temporary(test);
    const wishes = ["--surround", "off", "--ladder", "240,360", "--quality", "fast", "--codecs", "hevc,av1"];
    const source = clip("big-buck-bunny-720p.mp4");
    await promisify(execFile)(built("HLS_STUDIO_CLI_BIN", "hls-studio"), ["convert", source, "--out", out, ...wishes]);
    const url = await serve(test, join(out, "big-buck-bunny-720p"));
    const browser = await launch();
    atEnd(test, () => browser.close());
    const { levels, first } = await open(browser, url).then(({ page }) => page.evaluate(chosen));
    const of = (codec) => levels.filter((level) => level.codec.startsWith(codec));
    assert.deepEqual([of("avc1").length, of("av01").length], [2, 2], JSON.stringify(levels));
    // The browser has AV1, which scores highest of what it has.
    assert.match(first, /^av01/, JSON.stringify(levels));
    const seen = [];
    for (const { index, height } of [...of("avc1"), ...of("av01")]) {
      const { page, check } = await open(browser, url);
      const told = await page.evaluate(play, { index });
      assert.deepEqual([told.errors, told.ended, told.heights], [[], true, [height]], JSON.stringify(told));
      seen.push(told.frames);
      check();
      await page.close();
    }
    const [low, high, alsoLow, alsoHigh] = seen;
    assert.deepEqual([alsoLow, alsoHigh], [low, high], "as many pictures in AV1 as in H.264");
    assert.ok(low > 0 && high > 0);
  });
});
