// Every package that a suite of `cargo xtask test --full` kept, each whole in every player of the web.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { serve, whole } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { folder, packages, playAll } from "./packages.mjs";
import { play, players } from "./players.mjs";
import { atEnd } from "./programs.mjs";

test("every package plays to its end, every frame of it", { skip: !folder && "no folder of records" }, async (test) => {
  const url = await serve(test, packages());
  const browser = await launch();
  atEnd(test, () => browser.close());
  const failed = await playAll(Object.keys(players), (player, outcome) => playedThrough(browser, `${url}/${player}`, outcome));
  assert.deepEqual(failed, []);
});

/** What the segments of a package are. */
async function containerOf(name) {
  const files = await readdir(join(packages(), name), { recursive: true });
  return files.some((file) => file.endsWith(".ts")) ? "ts" : "fmp4";
}

/** Plays the top rung from start to end. */
async function playedThrough(browser, url, outcome) {
  const { page, check } = await open(browser, url);
  try {
    const [width, height, frames, rate] = outcome.rungs.at(-1) ?? [0, 0, 0, "25/1"];
    const container = await containerOf(outcome.package);
    const seen = await page.evaluate(play, { path: `/package/${outcome.package}`, width, height: height || undefined });
    whole(seen, frames, container);
    // Sound alone has a height of 0.
    assert.deepEqual(seen.heights.filter(Boolean), height ? [height] : [], JSON.stringify(seen));
    // hls.js adds the two frames by which a transport stream is decoded before it is shown.
    const [count, seconds] = rate.split("/").map(Number);
    const more = container === "ts" ? (2.5 * seconds) / count : 0;
    assert.ok(Math.abs(seen.seconds - outcome.length) < 0.1 + more, `${seen.seconds} s, not ${outcome.length} s`);
    check();
    return seen;
  } finally {
    await page.close();
  }
}
