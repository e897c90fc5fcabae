// The programs and files of a test: where they are, starting them, and ending what was started.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const suffix = process.platform === "win32" ? ".exe" : "";

/** The checkout's interface. */
export const ui = join(root, "ui");

/** Where pictures of what was seen go. */
export const output = fileURLToPath(new URL("output/", import.meta.url));

/** A program that the environment names, else the debug build. */
export function built(variable, name) {
  const path = process.env[variable] || join(root, "target", "debug", name + suffix);
  assert.ok(existsSync(path), `${path} is not built: run cargo build --workspace`);
  return path;
}

/** A real clip, as `cargo xtask media` fetches it. */
export function clip(name) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const path = join(process.env.HLS_STUDIO_MEDIA || join(cache, "hls-studio-dev", "media"), name);
  assert.ok(existsSync(path), `${path} is not here: run cargo xtask media`);
  return path;
}

const endings = new WeakMap();

/** Has `work` done when the test ends, the last first; what fails in it hinders nothing else. */
export function atEnd(test, work) {
  if (!endings.has(test)) {
    endings.set(test, []);
    test.after(async () => {
      const failed = [];
      for (const work of endings.get(test).reverse()) await Promise.resolve().then(work).catch((error) => failed.push(error));
      if (failed.length > 0) throw new AggregateError(failed, failed.join("\n"));
    });
  }
  endings.get(test).push(work);
}

/** A folder of the test's own, removed at its end. */
export async function temporary(test) {
  const folder = await mkdtemp(join(tmpdir(), "hls-studio-e2e-"));
  atEnd(test, () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The names in a folder, in order; none when there is no such folder. */
export const names = (folder) => readdir(folder).then((found) => found.sort(), () => []);

/** Resolves when `condition` gives something; rejects with `what` after `bound` milliseconds. */
export async function until(what, condition, bound = 60_000) {
  const end = performance.now() + bound;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The engine behind HTTP, ended with the test; in a home of its own, or in one that was used before, with `env` beside what is here and `more` arguments. */
export async function startHost(test, used, env = {}, more = []) {
  const home = used ?? (await temporary(test));
  const host = spawn(built("HLS_STUDIO_HOST_BIN", "hls-studio-host"), ["--home", home, "--page", join(ui, "dist"), ...more], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const ended = new Promise((resolve) => host.once("exit", resolve));
  const stop = async () => {
    host.stdin.end();
    const timer = setTimeout(() => host.kill("SIGKILL"), 10_000);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
  /** Ends it in the middle of whatever it does. */
  const kill = async () => {
    host.kill("SIGKILL");
    await ended;
  };
  atEnd(test, stop);
  return { ...JSON.parse(await firstLine(host, ended)), home, stop, kill };
}

/** A store and a backend on loopback, until the test ends: the backend's `url`, a `token` that it knows, and what all links begin with. */
export async function startBackend(test) {
  const list = ["demo", "--folder", await temporary(test), "--port", "0"];
  // Every call that it answers is a line of its log.
  const demo = spawn(built("HLS_STUDIO_SIGNER_BIN", "hls-studio-signer"), list, { stdio: ["ignore", "pipe", "ignore"] });
  return toldBy(test, demo);
}

/** The same before Garage, a store that nobody here wrote; null where this machine has none. */
export async function startGarage(test) {
  const garage = spawn(built("HLS_STUDIO_GARAGE_BIN", "hls-studio-garage"), [], { stdio: ["pipe", "pipe", "inherit"] });
  return toldBy(test, garage, 3);
}

/** What a backend says of itself; null when it has ended with `none`. */
async function toldBy(test, backend, none) {
  const ended = new Promise((resolve) => backend.once("exit", resolve));
  atEnd(test, async () => {
    if (backend.stdin) backend.stdin.end();
    else backend.kill();
    await ended;
  });
  const told = new Map();
  const all = new Promise((resolve) => {
    createInterface({ input: backend.stdout }).on("line", (line) => {
      told.set(...line.split(/\s+/, 2));
      if (told.has("Public")) resolve(true);
    });
  });
  const code = await Promise.race([all, ended]);
  if (code === none) return null;
  assert.equal(code, true, "the backend has ended");
  return { url: told.get("Backend"), token: told.get("Token"), links: told.get("Public") };
}

/** The window's page over scripted answers: the `scene` of the interface's fixtures. */
export async function startScene(test, scene) {
  const media = await temporary(test);
  const script = join(ui, "fixtures", "serve.mjs");
  const host = spawn(process.execPath, [script, "--scene", scene, "--media", media], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => host.once("exit", resolve));
  atEnd(test, async () => {
    host.kill();
    await ended;
  });
  return firstLine(host, ended);
}

const firstLine = (host, ended) =>
  Promise.race([
    new Promise((resolve) => createInterface({ input: host.stdout }).once("line", resolve)),
    ended.then((code) => Promise.reject(new Error(`the host ended with ${code}`))),
  ]);

/** Command lines of the living processes whose environment holds `entry`, or whose arguments or folder name it. */
export async function processes(entry) {
  if (process.platform !== "linux") return [];
  const found = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const read = (file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
    const [environment, command] = await Promise.all([read("environ"), read("cmdline")]);
    if (environment.split("\0").includes(entry) || command.includes(entry)) {
      found.push(`${pid} ${command.replaceAll("\0", " ")}`);
    }
  }
  return found;
}
