// Every package that a suite of `cargo xtask test --full` kept, whole in the app's own webview: by hls.js, in its window.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startSession } from "./app.mjs";
import { serve } from "./bare-player.mjs";
import { folder, packages, playAll } from "./packages.mjs";
import { play } from "./players.mjs";
import { atEnd, temporary } from "./programs.mjs";

/** Seconds that a clip needs for WebKitGTK to come to its end: of a single picture it shows the begin, and waits. */
const SHORTEST = 0.5;

/** How many times as fast it plays, and the share of the pictures that it counts then: what is late for the screen is left out. */
const RATE = 2;
const SHOWN = 0.8;

/** Programmes that one window plays: after many, WebKitGTK shows fewer and fewer pictures. */
const MOST = 8;

/** Seconds by which its clock may be behind: it passes over the edit list, so that the first picture is two late. */
const OFF = 0.3;

/** What hls.js does about the hole that is before that picture. */
const BEGINS = ["bufferSeekOverHole"];

test("every package plays to its end in the app's webview", { skip: !folder && "no folder of records" }, async (test) => {
  const url = await serve(test, packages());
  const environment = { HLS_STUDIO_HOME: await temporary(test) };
  let window = null;
  let shown = 0;
  const close = () => window?.end();
  atEnd(test, close);
  const failed = await playAll(["webkit"], async (_, { package: name, length, rungs }) => {
    const [, height, frames] = rungs.at(-1) ?? [0, 0, 0];
    const bound = length < SHORTEST ? 5_000 : 60_000;
    const once = async () => {
      if (shown++ % MOST === 0) {
        await close();
        window = await startSession(test, environment);
      }
      await window.show(`${url}/hls.js`);
      // The script for pages of any kind wants to change what the app's window keeps from being changed.
      await window.run(async () => (window.Hls = (await import("/players/hls.js.mjs")).default) && null);
      // Played before there is anything to play: only then hls.js goes over the hole.
      const how = { height: height || undefined, rate: RATE, begin: "loadedmetadata", bound };
      const seen = await window.run(play, { path: `/package/${name}`, ...how });
      const told = JSON.stringify(seen);
      assert.deepEqual(seen.errors.filter((error) => !BEGINS.includes(error)), [], told);
      assert.deepEqual(seen.heights.filter(Boolean), height ? [height] : [], told);
      if (length < SHORTEST) return seen;
      assert.ok(seen.ended, told);
      assert.ok(Math.abs(seen.seconds - length) < OFF, told);
      assert.ok(seen.frames >= frames * SHOWN, told);
      return seen;
    };
    return once().catch((error) => {
      console.log(`${name} is tried again: ${error.message.split("\n")[0]}`);
      shown = 0;
      return once();
    });
  });
  assert.deepEqual(failed, []);
});
