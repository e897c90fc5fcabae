// The window's figures: how much of it there is to load, and what scrolling ten thousand videos costs. Run, it prints them.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launch } from "./browser.mjs";
import { ui } from "./programs.mjs";
import { enter, scenePage, startScenes } from "./scene-page.mjs";

/** Frames that are scrolled, and pixels a frame of a hand that reads and of one that flies. */
const FRAMES = 240;
const PACES = { "slowly (20 px a frame)": 20, "quickly (150 px a frame)": 150, "flying (2,000 px a frame)": 2000 };

/** Bytes of all that the window loads, gzipped, apart from hls.js. */
export async function bundle() {
  const folder = join(ui, "dist", "assets");
  const names = (await readdir(folder)).filter((name) => /[.](js|css)$/.test(name) && !name.startsWith("hls-"));
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(folder, name)), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Cards in the document at each of these shares of the way down the list. */
export const rows = (page, shares) =>
  page.evaluate(async (shares) => {
    const list = document.querySelector("[data-testid=list]");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const counts = [];
    for (const share of shares) {
      list.scrollTop = share * (list.scrollHeight - list.clientHeight);
      await frame();
      await frame();
      counts.push(document.querySelectorAll("[data-testid=video-card]").length);
    }
    return counts;
  }, shares);

/** Milliseconds a frame of scripts, and of everything, while the list is scrolled by so many pixels each frame. */
async function scrolled(page, pixels) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const metrics = async () => Object.fromEntries((await session.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  const before = await metrics();
  await page.evaluate(
    ({ frames, pixels }) =>
      new Promise((resolve) => {
        const list = document.querySelector("[data-testid=list]");
        list.scrollTop = 0;
        let left = frames;
        const step = () => {
          list.scrollTop += pixels;
          left -= 1;
          if (left > 0) requestAnimationFrame(step);
          else resolve();
        };
        requestAnimationFrame(step);
      }),
    { frames: FRAMES, pixels },
  );
  const after = await metrics();
  const each = (name) => ((after[name] - before[name]) * 1000) / FRAMES;
  return { script: each("ScriptDuration"), all: each("TaskDuration") };
}

async function print() {
  const ends = [];
  const stage = { after: (end) => ends.push(end) };
  const browser = await launch();
  console.log(`the window without hls.js: ${((await bundle()) / 1000).toFixed(1)} kB gzipped (250 at most)`);
  const page = await scenePage(browser);
  await enter(page, (await startScenes(stage))("thousands"), false);
  console.log(`cards of ten thousand videos in the document: ${await rows(page, [0, 0.25, 0.5, 0.75, 1])}`);
  for (const [name, pixels] of Object.entries(PACES)) {
    const { script, all } = await scrolled(page, pixels);
    console.log(`scrolling ${name}: ${script.toFixed(2)} ms of scripts a frame (4 at most), ${all.toFixed(2)} ms of everything`);
  }
  await browser.close();
  for (const end of ends) await end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await print();
