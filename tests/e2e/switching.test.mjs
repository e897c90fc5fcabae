// Levels change while a package plays, in every player of the web: each picture that is seen is the one of its time.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { BEGINS, serve } from "./bare-player.mjs";
import { launch, open } from "./browser.mjs";
import { players, switched } from "./players.mjs";
import { atEnd, built, temporary } from "./programs.mjs";

const run = promisify(execFile);

/** Pictures a second, and how many there are. */
const RATE = 30;
const SECONDS = 36;
const HEIGHTS = [240, 720, 360];

/** What hls.js says when it gives up loading a segment for one of another level, or loads one that it had of the other. */
const AGAIN = ["aborted", "bufferAppendNoProgress"];

/** A film whose pictures tell their numbers: sixteen columns at the top, light for 1, the lowest bit first. */
const film = (path) => {
  const bit = "mod(floor(N/pow(2,floor(X*16/W))),2)";
  const pictures = `nullsrc=s=1280x720:r=${RATE}:d=${SECONDS},geq=lum='if(lt(Y,H/8),16+219*${bit},64+mod(X+Y+4*N,128))':cb=128:cr=128`;
  const sound = `sine=frequency=440:duration=${SECONDS}`;
  const inputs = ["-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", sound];
  return run(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), [
    ...["-y", "-nostdin", "-v", "error", ...inputs, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    ...["-c:a", "aac", path],
  ]);
};

describe("levels that change while it plays", { timeout: 900_000 }, () => {
  for (const container of ["fmp4", "ts"]) {
    test(`every picture is the one of its time, of ${container}`, async (test) => {
      const folder = await temporary(test);
      const source = join(folder, "numbers.mp4");
      await film(source);
      const wishes = ["--ladder", HEIGHTS.join(), "--copy", "never", "--quality", "fast", "--container", container];
      await run(built("HLS_STUDIO_CLI_BIN", "hls-studio"), ["convert", source, "--out", join(folder, "out"), ...wishes]);
      const url = await serve(test, join(folder, "out", "numbers"));
      const browser = await launch();
      atEnd(test, () => browser.close());
      for (const player of Object.keys(players)) {
        const { page, check, forgive } = await open(browser, `${url}/${player}`);
        // Video.js would rather nobody said how much it loads beforehand.
        forgive(/GOAL_BUFFER_LENGTH is UNSAFE/);
        const told = await page.evaluate(switched, { heights: HEIGHTS, seconds: 5, rate: RATE, until: SECONDS - 12 });
        const { ended, errors, seen, at } = told;
        const complaints = errors.filter((error) => !AGAIN.concat(BEGINS[container]).includes(error));
        assert.deepEqual([ended, complaints], [true, []], `${player} at ${at} s`);
        const heights = new Set(seen.map(({ height }) => height));
        assert.ok(heights.size > 1, `${player} never changed: ${[...heights]}`);
        // Of transport streams hls.js counts two frames later, everywhere. The cellular rung has every other picture.
        const late = container === "ts" && player === "hls.js" ? Math.round(seen[0].due - seen[0].number) : 0;
        assert.ok(late >= 0 && late <= 2, `${player} begins ${late} pictures late`);
        const off = seen.filter(({ number, due, height }) => Math.abs(number + late - due) > (height === 240 ? 1.6 : 0.6));
        assert.deepEqual(off.slice(0, 5), [], `${player}: ${off.length} of ${seen.length}`);
        const back = seen.filter(({ number }, at) => at > 0 && number < seen[at - 1].number);
        assert.deepEqual(back, [], `${player} shows something twice`);
        const last = seen.at(-1).number;
        assert.ok(seen[0].number <= 2 && last >= RATE * SECONDS - 4, `${player}: from ${seen[0].number} to ${last}`);
        check();
        await page.close();
      }
    });
  }
});
