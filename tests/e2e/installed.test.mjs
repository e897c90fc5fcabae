// The installed app, as a person has it: opened by its desktop entry with a video, by keys alone to a package that plays to its end.
// Run by `cargo xtask test --full bundle`, which says in HLS_STUDIO_INSTALLED how the root is entered that it is installed in.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { appOf, gone, kill, pidOf } from "./app.mjs";
import { isActive, seen, x } from "./desktop.mjs";
import { atEnd, output, processes, until } from "./programs.mjs";
import { freePort, Session, startNative } from "./webdriver.mjs";

const run = promisify(execFile);
const told = process.env.HLS_STUDIO_INSTALLED;
const skip = told === undefined && "run by cargo xtask test --full bundle";
/** How to enter the root, as the person; the entry and the video there; its mark; where the person's files are seen from here. */
const { words, entry, clip, mark, home, release } = JSON.parse(told ?? "{}");
/** Presses of a key after which something is out of reach. */
const FAR = 60;

describe("the installed app", { timeout: 600_000, skip }, () => {
  /** What a program in the root prints. */
  const inside = async (...list) => (await run(words[0], [...words.slice(1), ...list], { maxBuffer: 64 << 20 })).stdout;

  /** Opens the desktop entry as a desktop does; the seconds until the window was drawn, its process and its session. */
  async function open(test, files) {
    const target = `127.0.0.1:${await freePort()}`;
    const asked = ["TAURI_WEBVIEW_AUTOMATION=true", `WEBKIT_INSPECTOR_SERVER=${target}`, "HLS_STUDIO_LOG=warn,hls_studio_app=info"];
    const began = performance.now();
    const launcher = spawn(words[0], [...words.slice(1), ...asked, "gio", "launch", entry, ...files], { stdio: ["ignore", "inherit", "pipe"] });
    atEnd(test, () => kill(mark));
    const said = [];
    // What it says after it is drawn is read, too, or it would be held up by it.
    createInterface({ input: launcher.stderr }).on("line", (line) => said.push({ line, at: (performance.now() - began) / 1000 }));
    const drawn = await until("the window is drawn", () => said.find(({ line }) => line.includes("the window is drawn")), 60_000).catch((error) => {
      throw new Error(`${error.message}:\n${said.map(({ line }) => line).join("\n")}`);
    });
    const pid = await pidOf(mark);
    const [id] = await until("it is seen", async () => {
      const found = await seen(pid);
      return found.length > 0 && found;
    });
    await until("it is before all others", () => isActive(id));
    const window = await Session.attach(await startNative(test, target));
    await window.until("its page has the keyboard", () => document.hasFocus());
    return { window, pid, seconds: drawn.at, said };
  }

  /** Presses a key until what is marked so has the focus. */
  async function keyTo(window, id, key = "Tab") {
    for (let presses = 0; presses < FAR; presses += 1) {
      const focus = () => document.activeElement?.closest("[data-testid]")?.dataset.testid ?? document.activeElement?.tagName;
      if ((await window.run(focus)) === id) return;
      await x("key", key);
    }
    assert.fail(`${id} is out of reach`);
  }

  /** Quits by its key; what the app said that was no news. */
  async function quit({ said }) {
    await x("key", "ctrl+q");
    await gone(mark, 10_000);
    return said.map(({ line }) => line).filter((line) => / (WARN|ERROR) /.test(line));
  }

  const shot = async (window, name) => {
    await mkdir(output, { recursive: true });
    await window.picture(join(output, `installed-${release}-${name}.png`));
  };

  /** Keeps a picture of the whole screen, which needs nothing of the app. */
  const screen = async (name) => {
    await mkdir(output, { recursive: true });
    const grab = ["-loglevel", "error", "-nostdin", "-f", "x11grab", "-i", process.env.DISPLAY, "-frames:v", "1", "-y"];
    await run("ffmpeg", [...grab, join(output, `installed-${release}-${name}.png`)]);
  };

  const state = (window) => window.run(() => document.querySelector("[data-testid=video-card]")?.dataset.state ?? null);

  test("converts a video by keys with its own ffmpeg, quits, knows it again, and plays it to its end", async (test) => {
    const first = await open(test, [clip]);
    let done = false;
    atEnd(test, async () => {
      if (done) return;
      await screen("failed");
      console.log(`# there run: ${(await processes(mark)).join("\n")}`);
    });
    const { window } = first;
    assert.equal(await window.title(), "HLS Studio");
    await until("the video is in the list", async () => (await state(window)) === "ready", 30_000);
    await shot(window, "ready");

    await keyTo(window, "convert");
    await x("key", "Return");
    const programs = new Set();
    await until("it is converted", async () => {
      for (const pid of await appOf(mark, /ffmpeg/)) programs.add(await readlink(`/proc/${pid}/exe`).catch(() => null));
      return (await state(window)) === "finished";
    }, 300_000);
    programs.delete(null);
    assert.deepEqual([...programs].map((program) => program.split("/").slice(-3).join("/")), ["usr/bin/hls-studio-ffmpeg"]);
    assert.equal(await window.run(() => document.querySelector("[data-testid=report]").dataset.must), "0");

    const [name, ...others] = await readdir(join(home, "Videos", "HLS Studio"));
    assert.deepEqual(others, []);
    const made = `/home/person/Videos/HLS Studio/${name}`;
    const checked = (await inside("hls-studio", "check", made, "--json")).trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(checked.at(-1).correct, true);
    assert.deepEqual(await quit(first), []);

    const again = await open(test, []);
    const page = again.window;
    assert.equal(await state(page), "finished");
    await shot(page, "again");
    // Whatever of it is loaded by now: nobody waits for that before they press the key.
    await page.until("its player is there", () => document.querySelector("video") !== null);

    // From its beginning to its end, as a person watches it.
    await page.run(() => {
      const video = document.querySelector("video");
      window.heard = [];
      for (const kind of ["ended", "error"]) video.addEventListener(kind, () => window.heard.push(kind));
      // What was really drawn, by the second of the video that it is from.
      window.drawn = {};
      const draw = (_, { mediaTime }) => {
        const second = Math.floor(mediaTime);
        window.drawn[second] = (window.drawn[second] ?? 0) + 1;
        video.requestVideoFrameCallback(draw);
      };
      video.requestVideoFrameCallback(draw);
    });
    await keyTo(page, "play");
    await x("key", "space");
    await page.until("it plays", () => document.querySelector("video").currentTime > 1);
    await shot(page, "playing");
    await page.until("it has ended", () => window.heard.length > 0);
    const { heard, drawn, at, length, width } = await page.run(() => {
      const { currentTime, duration, videoWidth } = document.querySelector("video");
      return { heard: window.heard, drawn: window.drawn, at: currentTime, length: duration, width: videoWidth };
    });
    assert.deepEqual(heard, ["ended"]);
    assert.ok(Math.abs(at - length) < 0.1 && width > 0, `${at} of ${length} s, ${width} wide`);
    for (let second = 0; second < Math.floor(length); second += 1) assert.ok(drawn[second] > 0, JSON.stringify(drawn));
    console.log(`# played ${length} s, ${width} pixels wide; frames drawn by second: ${Object.values(drawn)}`);
    await shot(page, "played");
    assert.deepEqual(await quit(again), []);
    done = true;
    console.log(`# start to a drawn window: ${first.seconds.toFixed(2)} s in a new home, ${again.seconds.toFixed(2)} s again`);
  });
});
