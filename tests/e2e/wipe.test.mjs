// The wipe in the window: the original's picture on the left is the one that plays on the right, whatever was done to the time.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, built, startHost, temporary, until } from "./programs.mjs";
import { choose, configure, part, reaches } from "./studio-page.mjs";

/** Every picture says in twelve stripes of its upper quarter which one it is, the lowest bit on the left. */
const CODE =
  "geq=lum='if(lt(Y,H/4),if(bitand(N,pow(2,floor(X*12/W))),235,16),lum(X,Y))':cb='if(lt(Y,H/4),128,cb(X,Y))':cr='if(lt(Y,H/4),128,cr(X,Y))'";
const FEW_KEYS = "-c:v libx264 -preset veryfast -g 600 -keyint_min 600 -sc_threshold 0 -bf 3";
const SOUND = "-f lavfi -i sine=440:d=12";
const pictures = (rate) => `-f lavfi -i testsrc2=s=640x360:r=${rate}:d=12`;

const CLIPS = [
  { name: "ntsc.mp4", words: `${pictures("30000/1001")} ${SOUND} -vf ${CODE} ${FEW_KEYS} -c:a aac`, trim: ["2.2", "10.5"] },
  {
    name: "phone.mp4",
    // Turned a quarter by the camera, and back by what the file says; pictures come when they come.
    words: `${pictures("30")} ${SOUND} -vf ${CODE},setpts='(N+0.35*sin(N*2.1)+0.35)/29.53/TB' -fps_mode vfr -enc_time_base 1:90000 -video_track_timescale 90000 ${FEW_KEYS} -c:a aac`,
    turned: true,
    trim: ["1.37", ""],
  },
  // No browser plays these: something else plays beside.
  { name: "broadcast.ts", words: `${pictures("25")} ${SOUND} -vf ${CODE} ${FEW_KEYS} -c:a aac`, trim: ["3.1", ""] },
];

/** Makes a clip; its path. */
async function made(folder, { name, words, turned }) {
  const path = join(folder, name);
  const run = (list) => promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), ["-hide_banner", "-v", "error", "-nostdin", "-y", ...list]);
  if (!turned) {
    await run([...words.split(" "), path]);
    return path;
  }
  const plain = join(folder, "plain.mp4");
  await run([...words.replace(",setpts", ",transpose=cclock,setpts").split(" "), plain]);
  await run(["-display_rotation", "270", "-i", plain, "-c", "copy", path]);
  return path;
}

/** The numbers that both sides show, once the left one is that of the standing picture. */
const both = (page) =>
  page.evaluate(async () => {
    const number = (source, width, height) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.drawImage(source, 0, 0, width, height);
      let found = 0;
      for (let bit = 0; bit < 12; bit++) {
        const { data } = context.getImageData(Math.round(((bit + 0.5) * width) / 12), Math.round(height / 8), 1, 1);
        if (data[1] > 90 && data[1] < 165) throw new Error(`a stripe of ${data}`);
        if (data[1] > 127) found += 2 ** bit;
      }
      return found;
    };
    const video = document.querySelector("video[data-testid=stage-video]");
    const image = document.querySelector("[data-testid=wipe-original]");
    const bitmap = await createImageBitmap(await (await fetch(image.src)).blob());
    return {
      original: number(bitmap, bitmap.width, bitmap.height),
      rung: number(video, video.videoWidth, video.videoHeight),
      frame: Number(image.dataset.number),
    };
  });

/** Lets the pixels of files from the preview server be read, which the window has no need of. */
function readable() {
  const { set, ...rest } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "src");
  const asked = function (url) {
    if (url.startsWith("http")) this.crossOrigin = "anonymous";
    set.call(this, url);
  };
  Object.defineProperty(HTMLMediaElement.prototype, "src", { ...rest, set: asked });
}

/** How many pictures the playing original is ahead of the rung, at so many looks. */
const drifts = (page, looks) =>
  page.evaluate(async (looks) => {
    const number = (source) => {
      const [width, height] = [source.videoWidth, source.videoHeight];
      const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
      context.drawImage(source, 0, 0);
      return Array.from({ length: 12 }, (_, bit) => context.getImageData(Math.round(((bit + 0.5) * width) / 12), Math.round(height / 8), 1, 1).data[1] > 127)
        .reduce((found, is, bit) => found + (is ? 2 ** bit : 0), 0);
    };
    const found = [];
    for (let look = 0; look < looks; look++) {
      for (let picture = 0; picture < 6; picture++) await new Promise(requestAnimationFrame);
      found.push(number(document.querySelector("[data-testid=wipe-moving]")) - number(document.querySelector("[data-testid=stage-video]")));
    }
    return found;
  }, looks);

/** Waits until the video stands, and the original's picture is there for what it shows. */
async function standing(page, before) {
  const seen = () => {
    const video = document.querySelector("video[data-testid=stage-video]");
    const image = document.querySelector("[data-testid=wipe-original]");
    const waiting = document.querySelector("[data-testid=wipe]")?.dataset.waiting;
    const said = document.querySelector("[data-testid=wipe-left]")?.textContent;
    return { stands: video.paused && !video.seeking, time: video.currentTime, shown: image?.complete ?? false, number: image?.dataset.number, waiting, said };
  };
  let now;
  const there = async () => {
    now = await page.evaluate(seen);
    return now.stands && now.shown && now.waiting === "false" && now.number !== String(before);
  };
  await until("it stands, with its original", there).catch((error) => {
    throw new Error(`${error.message}, after ${before}: ${JSON.stringify(now)}`);
  });
}

describe("the wipe", { timeout: 300_000 }, () => {
  for (const clip of CLIPS) {
    test(`shows the same picture on both sides, of ${clip.name}`, async (test) => {
      const folder = await temporary(test);
      const path = await made(folder, clip);
      const { url } = await startHost(test);
      const browser = await launch();
      atEnd(test, () => browser.close());
      const { page, check } = await open(browser, url);
      await page.evaluate(readable);
      await choose(page, path);
      await reaches(page, 0, "ready");
      await configure(page, [240]);
      await part(page, "edits").locator("summary").click();
      for (const [name, value] of [["trim-start", clip.trim[0]], ["trim-end", clip.trim[1]]]) {
        const field = part(page, name);
        await field.fill(value);
        await field.press("Enter");
      }
      await part(page, "convert").click();
      await reaches(page, 0, "finished");
      const video = part(page, "stage-video");
      await video.waitFor();
      await page.waitForFunction(() => document.querySelector("video[data-testid=stage-video]").readyState >= 2);
      await page.keyboard.press("w");
      await page.waitForFunction(() => document.querySelector("[data-testid=compare]")?.ariaPressed === "true");
      await page.keyboard.press(".");
      await standing(page, -1);
      const seen = [];
      const look = async () => {
        const found = await both(page);
        assert.equal(found.original, found.rung, `${JSON.stringify(found)} after ${JSON.stringify(seen)}`);
        seen.push(found.frame);
      };
      // What plays may show one picture more after it was stopped, on a busy machine; its original's follows.
      const lookOnceStopped = async (before) => {
        await standing(page, before);
        for (const end = Date.now() + 10_000; Date.now() < end; ) {
          const shown = await both(page).catch(() => null);
          if (shown && shown.original === shown.rung) break;
        }
        await standing(page, before);
        await look();
      };
      await look();
      for (const key of [".", ".", ".", ".", ".", ",", ",", "5", ".", ".", ",", "9", ".", "."]) {
        const before = seen.at(-1);
        await page.keyboard.press(key);
        await standing(page, before);
        await look();
      }
      assert.ok(new Set(seen).size > 9, `${seen}`);
      // Where it happens to be stopped.
      for (const wait of [700, 450]) {
        const before = seen.at(-1);
        await page.keyboard.press("1");
        await page.keyboard.press("k");
        await page.waitForFunction(({ wait }) => document.querySelector("video[data-testid=stage-video]").currentTime * 1000 > 800 + wait, { wait });
        await page.keyboard.press("k");
        await lookOnceStopped(before);
      }
      // While it plays, the file itself plays beside it.
      await page.keyboard.press("0");
      await page.keyboard.press("k");
      await page.locator("[data-testid=wipe-moving]:not(.out)").waitFor();
      await page.waitForFunction(() => document.querySelector("video[data-testid=stage-video]").currentTime > 1.5);
      // A busy machine throws them apart; they come together again.
      const ahead = [];
      const together = () => ahead.slice(-5).every((pictures) => Math.abs(pictures) <= 2);
      do ahead.push(...(await drifts(page, 5)));
      while (!together() && ahead.length < 40);
      assert.ok(together(), `${ahead}`);
      await picture(page, `wipe-playing-${clip.name}`);
      await page.keyboard.press("k");
      await lookOnceStopped(seen.at(-1));
      // The divider is moved by the keyboard and by the pointer.
      const divider = part(page, "wipe-divider");
      await divider.focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Shift+ArrowLeft");
      assert.equal(await divider.getAttribute("aria-valuenow"), "90");
      assert.match(await divider.getAttribute("aria-valuetext"), /^Original 90%, 240p 10%$/);
      const box = await part(page, "wipe").boundingBox();
      const knob = await divider.boundingBox();
      await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 4, box.y + 40, { steps: 4 });
      await page.mouse.up();
      assert.equal(await divider.getAttribute("aria-valuenow"), "25");
      await picture(page, `wipe-${clip.name}`);
      // Enlarged, both sides are, alike.
      await page.keyboard.press("+");
      await page.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
      await page.mouse.wheel(0, -300);
      await page.waitForFunction(() => Number(document.querySelector("[data-testid=wipe]").dataset.zoom) > 4);
      const transforms = () =>
        page.evaluate(() => [document.querySelector("[data-testid=stage-video]"), document.querySelector("[data-testid=wipe-original]").parentElement].map((element) => getComputedStyle(element).transform));
      const [rung, original] = await transforms();
      assert.equal(rung, original);
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 4);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6 + 60, box.y + box.height / 4 + 20, { steps: 3 });
      await page.mouse.up();
      const [moved] = await transforms();
      assert.notEqual(moved, rung);
      await picture(page, `wipe-zoomed-${clip.name}`);
      await part(page, "zoom").click();
      assert.deepEqual(await transforms(), ["none", "none"]);
      check();
    });
  }
});
