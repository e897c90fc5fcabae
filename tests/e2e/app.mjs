// The real window's app in a test: started in a home of its own, spoken to, closed, and ended.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { atEnd, built, processes, temporary, until } from "./programs.mjs";
import { Session, startDriver, Unreachable } from "./webdriver.mjs";

const run = promisify(execFile);

/** The app's program. */
export const program = () => built("HLS_STUDIO_APP_BIN", "hls-studio-app");

/** What all processes of an app carry whose home this is. */
const markOf = (home) => `HLS_STUDIO_HOME=${home}`;

/** How often an app that has come up unreachable is started again. */
const AGAIN = 3;

/** A session with the app, started by a driver of its own that `environment` is for, too. */
export async function startSession(test, environment, files = []) {
  for (let again = 0; ; again += 1) {
    const driver = await startDriver(test, environment);
    try {
      return await Session.start(driver, program(), files);
    } catch (error) {
      if (!(error instanceof Unreachable) || again === AGAIN) throw error;
      await driver.stop();
      await kill(markOf(environment.HLS_STUDIO_HOME));
    }
  }
}

/** The app in a home of its own, or in one that was used before, and the mark that all of its processes carry. */
export async function startApp(test, used, environment = {}, files = []) {
  const home = used ?? (await temporary(test));
  const mark = markOf(home);
  const window = await startSession(test, { HLS_STUDIO_HOME: home, ...environment }, files);
  atEnd(test, async () => {
    // A driver that lost its app forgets the session; an app that lost its driver would run on.
    await window.end();
    await kill(mark);
  });
  await window.until("it is loaded", () => document.querySelector('[data-testid="drop-zone"], [data-testid="list"]') !== null);
  return { window, home, output: join(home, "HLS Studio"), mark };
}

export const rpc = (window, command) =>
  window.run((command) => window.__TAURI_INTERNALS__.invoke("rpc", { command }), command);

/** Adds a file without the system's dialog, chooses its rungs and the quickest quality. */
export async function ready(window, path, rungs, quality = "fast") {
  const { videos } = await rpc(window, { command: "add", paths: [path] });
  await reaches(window, videos[0], "ready");
  await rpc(window, { command: "configure", video: videos[0], choice: { rungs, quality, rates: "ladder" } });
  return videos[0];
}

export const reaches = (window, video, state) =>
  window.until(
    `${video} is ${state}`,
    (video, state) => document.querySelector(`[data-video="${video}"]`)?.dataset.state === state,
    video,
    state,
  );

/** The app's own processes and those it started, by their process ids; its drivers carry the mark, too. */
export async function appOf(mark, name = /hls-studio-app|ffmpeg|ffprobe/) {
  const all = await processes(mark);
  return all.filter((command) => name.test(command)).map((command) => Number(command.split(" ")[0]));
}

/** The process of the app itself. */
export const pidOf = async (mark) => (await appOf(mark, /^\d+ \S*hls-studio-app/))[0];

/** Closes the window as its button does: the driver's own way is to kill the app. */
export async function close(mark) {
  await run(built("HLS_STUDIO_CLOSE_WINDOW_BIN", "hls-studio-close-window"), [String(await pidOf(mark))]);
}

/** Ends the app without asking it, with what it starts until then. */
export const kill = (mark) =>
  until("every process of the app is killed", async () => {
    const pids = await appOf(mark);
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        // It has ended by itself meanwhile.
        if (error.code !== "ESRCH") throw error;
      }
    }
    return pids.length === 0;
  }, 5_000);

/** Whether a package is being made and ffmpeg runs. */
export async function converting(window, mark) {
  await window.click("convert");
  await until("ffmpeg runs", async () => (await appOf(mark, /ffmpeg/)).length > 0);
  await window.until("it has begun", () => {
    const percent = document.querySelector('[data-testid="percent"]');
    return Number(percent?.getAttribute("aria-valuenow")) > 0;
  });
}

export const gone = (mark, bound = 5_000) =>
  until("every process of the app has ended", async () => (await appOf(mark)).length === 0, bound);

/** What is always done with work when the window is closed. */
export const preferClosing = (window, on_close) =>
  rpc(window, { command: "prefer", preferences: { language: null, appearance: "system", notify: true, on_close, welcomed: true } });
