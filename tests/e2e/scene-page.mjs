// The window's scenes in a browser, always the same way: fonts, clock, media and motion stand still.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { server } from "../../ui/fixtures/serve.mjs";
import { scenes } from "../../ui/fixtures/scenes.mjs";
import { launch } from "./browser.mjs";
import { atEnd, built, temporary } from "./programs.mjs";

/** The sizes of the window that are looked at, the one of its first start before all. */
export const SIZES = { usual: { width: 1100, height: 760 }, large: { width: 1440, height: 900 }, small: { width: 800, height: 600 } };
export const THEMES = ["dark", "light"];

/** The fonts that are used, whatever else is installed. */
const FONTS = fileURLToPath(new URL("looks/fonts.conf", import.meta.url));

/** The time that it is in all scenes. */
const NOW = Date.UTC(2026, 10, 21, 10, 30);

/** Seconds that the player loads ahead. */
const AHEAD = 30;

/** Seconds into a video at which it is looked at. */
const PLACE = 8;

/** The names of all scenes but those that only move. */
export const NAMES = Object.keys(scenes).filter((name) => !["live", "thousands"].includes(name));

/** A browser in which text looks the same wherever the same fonts are. */
export const launchForLooks = () =>
  launch({ args: ["--font-render-hinting=none", "--disable-lcd-text"], without: ["--hide-scrollbars"], env: { ...process.env, FONTCONFIG_FILE: FONTS } });

/** A package that the scenes play: a still gradient of thirty seconds in five resolutions, and one of sound alone. */
async function media(folder) {
  const rungs = [[1920, 1080], [1280, 720], [854, 480], [640, 360], [426, 240]];
  const picture = "color=s=1920x1080:r=4,format=rgb24,geq=r='45+187*Y/H':g='74+92*Y/H':b='106+Y/H',trim=end_frame=1,loop=-1:1,setpts=N/4/TB";
  const hls = (name) => ["-f", "hls", "-hls_time", "6", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-master_pl_name", "master.m3u8", "-hls_segment_filename", `${name}/seg_%05d.m4s`, `${name}/playlist.m3u8`];
  await mkdir(join(folder, "sound"), { recursive: true });
  const run = (list, cwd) => promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), ["-nostdin", "-v", "error", ...list], { cwd });
  await Promise.all([
    run([
      "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "30",
      ...rungs.flatMap(() => ["-map", "0:v"]), "-map", "1:a", "-c:v", "libx264", "-preset", "ultrafast", "-g", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "32k",
      ...rungs.flatMap(([width, height], index) => [`-s:v:${index}`, `${width}x${height}`]),
      "-var_stream_map", [...rungs.map((_, index) => `v:${index},agroup:sound`), "a:0,agroup:sound,default:yes"].join(" "),
      ...hls("%v"),
    ], folder),
    run(["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "203", "-c:a", "aac", "-b:a", "32k", "-var_stream_map", "a:0", ...hls("%v")], join(folder, "sound")),
  ]);
}

/** The server of all scenes, until the test ends; gives an address of one that is nobody else's. */
export async function startScenes(test) {
  const folder = await temporary(test);
  await media(folder);
  const listening = server({ media: folder, first: "empty", now: () => NOW });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  atEnd(test, () => {
    listening.closeAllConnections();
    listening.close();
  });
  let count = 0;
  return (name) => `http://${name}.${(count += 1)}.localhost:${listening.address().port}/`;
}

/** A page for scenes: nothing moves by itself in it, and its time is UTC. */
export async function scenePage(browser, language = "en", without = undefined) {
  const context = await browser.newContext({ locale: language, timezoneId: "UTC", reducedMotion: "reduce", viewport: SIZES.usual });
  await context.addInitScript(() => {
    // Whatever wants to begin by itself waits for the place at which it is looked at.
    HTMLMediaElement.prototype.play = () => Promise.resolve();
  });
  if (without === "decoders") await context.addInitScript(() => { delete window.MediaSource; delete window.ManagedMediaSource; });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  page.setDefaultTimeout(60_000);
  return page;
}

/** Opens a scene and waits until everything of it is there; `whole` with all that the video will load. */
export async function enter(page, url, whole = true) {
  // Where it points to nothing, and holds nothing.
  await page.mouse.up();
  await page.mouse.move(1, 1);
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("main, [data-testid=disconnected]"));
  await settle(page, whole);
}

/** Waits until all pictures have come, the video stands at its place, and all of it is drawn. */
export async function settle(page, whole = true) {
  await page.evaluate(async ({ place, ahead, whole }) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const end = performance.now() + 60_000;
    const until = async (what, condition) => {
      while (!condition()) {
        if (performance.now() > end) throw new Error(`never: ${what}`);
        await frame();
      }
    };
    await document.fonts.ready;
    for (let calm = 0; calm < 3; calm += 1) await frame();
    await until("all pictures", () => [...document.images].every((image) => image.complete));
    const video = document.querySelector("video");
    if (video && !document.querySelector("[data-testid=stage-note]")) {
      await until("the video", () => video.readyState >= 2);
      const last = () => (video.buffered.length > 0 ? video.buffered.end(video.buffered.length - 1) : 0);
      if (Math.abs(video.currentTime - place) > 0.1) video.currentTime = place;
      await until("its place", () => !video.seeking && video.readyState >= 2);
      const length = Math.min(video.duration, place + ahead);
      if (whole) await until("what it loads", () => last() > length - 0.5);
      // Of what is longer than it loads ahead, it loads a segment more.
      let [end, calm] = [last(), 0];
      if (whole && video.duration > length) {
        await until("an end of loading", () => {
          calm = last() === end ? calm + 1 : 0;
          end = last();
          return calm > 20;
        });
      }
    }
    await frame();
    await frame();
  }, { place: PLACE, ahead: AHEAD, whole });
}
