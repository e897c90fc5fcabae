// Every package that a suite of `cargo xtask test --full` kept, each whole in every player of the web. Restartable: what
// was played is recorded, and played again only when it was made anew.
import assert from "node:assert/strict";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { serve, whole } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { play, players } from "./players.mjs";
import { atEnd } from "./programs.mjs";

const folder = process.env.HLS_STUDIO_FULL_DIR;
const suite = process.env.HLS_STUDIO_FULL_SUITE ?? "inputs";
const only = process.env.HLS_STUDIO_FULL_ONLY?.split(",");

const read = (name) => readFile(join(folder, name), "utf8").then(JSON.parse);

/** Keeps the record of what was played, never half written. */
async function keep(played) {
  const path = join(folder, `${suite}-played.json`);
  await writeFile(`${path}.new`, JSON.stringify(played, null, 2));
  await rename(`${path}.new`, path);
}

test("every package plays to its end, every frame of it", { skip: !folder && "no folder of records" }, async (test) => {
  const made = Object.entries(await read(`${suite}.json`))
    .filter(([, outcome]) => outcome.package)
    .filter(([name]) => !only || only.some((part) => name.includes(part)));
  const played = await read(`${suite}-played.json`).catch(() => ({}));
  const url = await serve(test, join(folder, suite, "packages"));
  const browser = await launch();
  atEnd(test, () => browser.close());
  const failed = [];
  const rows = made.flatMap(([name, outcome]) => Object.keys(players).map((player) => [name, outcome, player]));
  for (const [name, outcome, player] of rows) {
    if (played[name]?.made !== outcome.made) played[name] = { made: outcome.made };
    if (played[name][player]) continue;
    try {
      played[name][player] = await playedThrough(browser, `${url}/${player}`, outcome);
      await keep(played);
    } catch (error) {
      failed.push(`${name} in ${player}: ${error.message}`);
    }
  }
  console.log(`${rows.length - failed.length} of ${rows.length} times played to the end`);
  assert.deepEqual(failed, []);
});

/** What the segments of a package are. */
async function containerOf(name) {
  const files = await readdir(join(folder, suite, "packages", name), { recursive: true });
  return files.some((file) => file.endsWith(".ts")) ? "ts" : "fmp4";
}

/** Plays the top rung from start to end. */
async function playedThrough(browser, url, outcome) {
  const { page, check } = await open(browser, url);
  try {
    const [, height, frames] = outcome.rungs.at(-1) ?? [0, 0, 0];
    const seen = await page.evaluate(play, { path: `/package/${outcome.package}`, height: height || undefined });
    whole(seen, frames, await containerOf(outcome.package));
    // Sound alone has a height of 0.
    assert.deepEqual(seen.heights.filter(Boolean), height ? [height] : [], JSON.stringify(seen));
    assert.ok(Math.abs(seen.seconds - outcome.length) < 0.1, `${seen.seconds} s, not ${outcome.length} s`);
    check();
    return seen;
  } finally {
    await page.close();
  }
}
