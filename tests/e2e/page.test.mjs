// The player page beside a package: from a folder of any name, under its own policy, with all that a viewer asks of it.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { serve } from "./bare-player.mjs";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, built, clip, temporary } from "./programs.mjs";

const NAME = "big-buck-bunny-720p";
const program = () => built("HLS_STUDIO_CLI_BIN", "hls-studio");

/** A package with a page and all that it can show, below a folder with a name that addresses do not have as it is. */
async function made(test) {
  const out = join(await temporary(test), "50% & #1");
  const home = await temporary(test);
  const [text, chapters] = [join(home, "some.en.srt"), join(home, "chapters.txt")];
  await writeFile(text, "1\n00:00:00,500 --> 00:00:05,000\nHello there\n");
  await writeFile(chapters, "0:00 The meadow\n0:02 A <b>rabbit</b> & its hole\n");
  const wishes = ["--ladder", "240,360", "--quality", "fast", "--page", "--mp4", "--subtitles", text, "--chapters", chapters];
  await promisify(execFile)(program(), ["convert", clip(`${NAME}.mp4`), "--out", out, ...wishes]);
  return join(out, NAME);
}

/** The address at which `hls-studio preview` shows a package, until the test ends. */
async function previewed(test, folder) {
  const server = spawn(program(), ["preview", folder, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  atEnd(test, async () => {
    server.kill();
    await ended;
  });
  const line = await new Promise((resolve) => createInterface({ input: server.stdout }).once("line", resolve));
  return JSON.parse(line).page;
}

const seen = (page, what, argument) => page.waitForFunction(what, argument);

describe("the player page", { timeout: 300_000 }, () => {
  test("plays with everything it has, and asks no other server", async (test) => {
    const folder = await made(test);
    const url = await serve(test, join(folder, "..", ".."));
    const address = `${url}/package/${encodeURIComponent("50% & #1")}/${NAME}/index.html`;
    const browser = await launch();
    atEnd(test, () => browser.close());
    const { page, check } = await open(browser, `${address}#t=1.5`);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await seen(page, () => document.querySelector("video")?.readyState >= 2);
    assert.ok(await page.evaluate(() => Math.abs(document.querySelector("video").currentTime - 1.5) < 0.3 && document.querySelector("video").paused));
    assert.equal(await page.title(), NAME);
    assert.equal(await page.locator("h1").innerText(), NAME);
    await picture(page, "page-before");
    await page.keyboard.press("k");
    await seen(page, () => document.querySelector("video").currentTime > 1.8);
    await page.keyboard.press("c");
    await seen(page, () => Array.from(document.querySelector("video").textTracks).some((track) => track.mode === "showing" && track.activeCues?.length > 0));
    const chapters = page.getByTestId("chapter");
    assert.deepEqual([await chapters.count(), (await chapters.last().innerText()).includes("A <b>rabbit</b> & its hole")], [2, true]);
    await chapters.last().click();
    await seen(page, () => document.querySelector("video").currentTime >= 2);
    await page.getByTestId("stage-video").hover();
    await page.getByTestId("play").click();
    await page.getByTestId("quality-menu").click();
    await page.getByTestId("quality-240").click();
    await seen(page, () => document.querySelector("video").videoWidth === 426);
    await picture(page, "page-playing");
    await page.getByTestId("play").click();
    await seen(page, () => document.querySelector("video").ended);
    assert.ok((await page.getByTestId("download").getAttribute("href")).endsWith("download.mp4"));
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, "page-phone");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than a phone");
    assert.deepEqual(asked.filter((one) => !one.startsWith(url) && !one.startsWith("blob:") && !one.startsWith("data:")), []);
    check();
  });

  test("in another page's frame, the video alone fills it", async (test) => {
    const folder = await made(test);
    const url = await serve(test, folder);
    const browser = await launch();
    atEnd(test, () => browser.close());
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    await page.setContent(`<iframe src="${url}/package/index.html" width="640" height="360" allow="autoplay; fullscreen"></iframe>`);
    const frame = page.frameLocator("iframe");
    await frame.getByTestId("stage-video").waitFor();
    const box = await frame.getByTestId("stage-video").boundingBox();
    assert.deepEqual([Math.round(box.width), Math.round(box.height)], [640, 360]);
    assert.deepEqual([await frame.getByTestId("chapter").count(), await frame.getByTestId("download").count()], [0, 0]);
  });

  test("an encrypted package plays with keys from another server, there and in the preview", async (test) => {
    const out = await temporary(test);
    const given = [];
    const keys = createServer(async (request, response) => {
      const name = basename(request.url);
      const key = await readFile(join(out, `${NAME}.keys`, name)).catch(() => null);
      if (!key || !request.url.startsWith("/films/")) return response.writeHead(404).end();
      given.push(name);
      response.writeHead(200, { "content-type": "application/octet-stream", "access-control-allow-origin": "*" }).end(key);
    });
    await new Promise((resolve) => keys.listen(0, "127.0.0.1", resolve));
    atEnd(test, () => keys.close());
    const address = `http://127.0.0.1:${keys.address().port}/films`;
    const wishes = ["--ladder", "240", "--quality", "fast", "--page", "--segment", "2", "--encrypt", "--key-rotation", "2", "--key-address", address];
    await promisify(execFile)(program(), ["convert", clip(`${NAME}.mp4`), "--out", out, ...wishes]);
    const browser = await launch();
    atEnd(test, () => browser.close());
    const playedAt = async (where) => {
      const { page, check } = await open(browser, where);
      await seen(page, () => document.querySelector("video")?.readyState >= 2);
      await page.keyboard.press("k");
      await seen(page, () => document.querySelector("video").ended);
      assert.equal(await page.evaluate(() => document.querySelector("video").getVideoPlaybackQuality().totalVideoFrames), 132);
      check();
      await page.close();
    };
    await playedAt(`${await serve(test, join(out, NAME))}/package/index.html`);
    assert.equal(new Set(given).size, 3, "a key for every segment");
    given.length = 0;
    await playedAt(await previewed(test, join(out, NAME)));
    assert.deepEqual(given, [], "the preview has them itself");
  });

  test("the preview of a folder shows the same", async (test) => {
    const folder = await made(test);
    const address = await previewed(test, folder);
    const browser = await launch();
    atEnd(test, () => browser.close());
    const { page, check } = await open(browser, address);
    await seen(page, () => document.querySelector("video")?.readyState >= 2);
    assert.equal(await page.getByTestId("chapter").count(), 2);
    await page.keyboard.press("k");
    await seen(page, () => document.querySelector("video").ended);
    check();
  });
});
