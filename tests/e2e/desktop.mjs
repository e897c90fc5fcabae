// A desktop for the real window: a window manager, a session bus of its own with a tray, and a person's hands on an X display.
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { atEnd, built, until } from "./programs.mjs";

const run = promisify(execFile);

/** A program until the test ends, or until it is stopped; `line` waits for a line of its output. */
function program(test, name, list, options = {}) {
  const child = spawn(name, list, { stdio: ["pipe", "pipe", "inherit"], ...options });
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", resolve);
  });
  const stop = async () => {
    child.stdin.end();
    child.kill();
    await ended;
  };
  atEnd(test, stop);
  const lines = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const line = (what, which) => until(what, () => lines.find(which), 20_000);
  return { child, lines, line, stop };
}

/** A window manager, once it manages. One that meets the last one, which the display has not let go of yet, ends at once. */
async function windowManager(test) {
  let manager = program(test, "openbox", ["--sm-disable"]);
  await until("there is a window manager", async () => {
    if (manager.child.exitCode !== null) manager = program(test, "openbox", ["--sm-disable"]);
    return x("get_desktop").then(() => true, () => false);
  }, 20_000);
  return manager;
}

/** A window manager and a session bus. What the bus is told is in `told`; `environment` has it for an app. */
export async function startDesktop(test) {
  const manager = await windowManager(test);
  const daemon = program(test, "dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address=1"]);
  const address = await daemon.line("the bus has an address", () => true);
  const environment = { DBUS_SESSION_BUS_ADDRESS: address };
  const bus = program(test, built("HLS_STUDIO_SESSION_BUS_BIN", "hls-studio-session-bus"), [], { env: { ...process.env, ...environment } });
  const told = () => bus.lines.map((line) => JSON.parse(line));
  await until("the bus has a tray", () => told().some(({ ready }) => ready), 20_000);
  /** Everything of a kind that the bus was told. */
  const heard = (kind) => told().flatMap((one) => (kind in one ? [one[kind]] : []));
  /** Asks the icon in the tray; its answer. */
  async function tray(question) {
    const before = bus.lines.length;
    bus.child.stdin.write(`${question}\n`);
    const isAnswer = (one) => "menu" in one || "done" in one || "error" in one;
    const answer = await until("the icon answers", () => told().slice(before).find(isAnswer), 20_000);
    // An icon that is to go when it is pressed may be gone before it has answered.
    if (answer.error && !(question === "activate" && answer.error.includes("NoReply"))) throw new Error(`${question}: ${answer.error}`);
    return answer;
  }
  /** Chooses the entry of the icon's menu that is called so. */
  async function choose(label) {
    const { menu } = await tray("menu");
    const entry = menu.find(([, text]) => text === label);
    if (!entry) throw new Error(`no ${label} among ${menu.map(([, text]) => text)}`);
    await tray(`choose ${entry[0]}`);
  }
  return { manager, environment, heard, tray, choose };
}

/** What xdotool says to these words. */
export async function x(...words) {
  return (await run("xdotool", words.map(String))).stdout.trim();
}

/** Presses a key until it is heard: a window may lose what is pressed in its first moments, as whoever sits before it sees. */
export async function pressUntil(what, key, heard) {
  for (let press = 0; press < 5; press += 1) {
    await x("key", key);
    if (await until(what, heard, 8_000).catch(() => false)) return;
  }
  throw new Error(`never: ${what}, by ${key}`);
}

/** The windows of a process that are seen; the numbers of them. */
export const seen = (pid) =>
  x("search", "--onlyvisible", "--pid", pid, "--name", "^HLS Studio$").then((found) => found.split("\n").filter(Boolean), () => []);

/** Whether the window is before all others. */
export const isActive = async (id) => (await x("getactivewindow").catch(() => "")) === id;

/** Where a window's inside is on the screen. */
export async function geometry(id) {
  const values = new Map((await x("getwindowgeometry", "--shell", id)).split("\n").map((line) => line.split("=")));
  const [left, top, width, height] = ["X", "Y", "WIDTH", "HEIGHT"].map((name) => Number(values.get(name)));
  return { left, top, width, height };
}

/** Presses a window's title bar twice: it fills the screen, or does not any more. */
export async function pressTitle(id) {
  await x("mousemove", "--window", id, 200, 4, "mousemove_relative", "--", 0, -14, "click", "--repeat", 2, "--delay", 80, 1);
}

/** A window that files can be dragged from, at the upper left corner of the screen. */
export async function dragSource(test, files) {
  const source = program(test, built("HLS_STUDIO_DRAG_SOURCE_BIN", "hls-studio-drag-source"), files);
  await source.line("the files can be dragged", (line) => line === "ready");
  return source;
}
