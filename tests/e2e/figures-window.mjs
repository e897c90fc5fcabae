// Figures of the real window, of a release build: the time from its start until everything is drawn, and what it uses while idle.
// `npm run figures:window [starts] [seconds]`; needs a display, as `xvfb-run` gives one. HLS_STUDIO_APP_BIN names another build.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What is to be kept. */
const TARGETS = { start: 1.5, idle: 0.5 };
/** Until what a start leaves to be done is done. */
const SETTLED = 10_000;
/** Ticks of a second in /proc/PID/stat (USER_HZ, which Linux keeps at this everywhere). */
const TICKS = 100;

const [starts, seconds] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 60)];
const program = process.env.HLS_STUDIO_APP_BIN || fileURLToPath(new URL("../../target/release/hls-studio-app", import.meta.url));
if (!existsSync(program)) {
  console.error(`${program} is not built: run cargo build --release --package hls-studio-app`);
  process.exit(2);
}

/** The app in `home`, and the seconds until its window was drawn. */
async function start(home) {
  const began = performance.now();
  const app = spawn(program, [], {
    env: { ...process.env, HLS_STUDIO_HOME: home, HLS_STUDIO_LOG: "warn,hls_studio_app=info" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => app.once("exit", resolve));
  const drawn = new Promise((resolve, reject) => {
    const said = [];
    createInterface({ input: app.stderr }).on("line", (line) => {
      said.push(line);
      if (line.includes("the window is drawn")) resolve((performance.now() - began) / 1000);
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}:\n${said.join("\n")}`)));
  });
  const stop = () => {
    app.kill("SIGTERM");
    return ended;
  };
  const time = await drawn;
  return { time, work: total(await used(home)), stop };
}

const total = (parts) => [...parts.values()].reduce((sum, value) => sum + value, 0);

/** Seconds of CPU that everything with this home has used, by process. */
async function used(home) {
  const found = new Map();
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const read = (file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
    if (!(await read("environ")).split("\0").includes(`HLS_STUDIO_HOME=${home}`)) continue;
    const [, name, rest] = /\((.*)\) (.*)/s.exec(await read("stat")) ?? [];
    if (!rest) continue;
    const [user, system] = rest.split(" ").slice(11, 13).map(Number);
    found.set(`${name} ${pid}`, (user + system) / TICKS);
  }
  return found;
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const home = await mkdtemp(join(tmpdir(), "hls-studio-figures-"));
const verdict = (value, target) => (value <= target ? "kept" : "MISSED");
try {
  const [times, works] = [[], []];
  for (let run = 0; run < starts; run += 1) {
    const app = await start(home);
    times.push(app.time);
    works.push(app.work);
    await app.stop();
  }
  // The first one of a new home is shown by itself: it makes the library.
  const [first, ...others] = times;
  const again = others.toSorted((a, b) => a - b);
  const middle = again[Math.floor(again.length / 2)] ?? first;
  console.log(`start, a new home        ${first.toFixed(2)} s`);
  console.log(`start, again (median)    ${middle.toFixed(2)} s   target ${TARGETS.start} s: ${verdict(middle, TARGETS.start)}   all: ${times.map((time) => time.toFixed(2)).join(" ")}`);
  // What a busy machine does not lengthen.
  console.log(`start, time of CPU       ${works.toSorted((a, b) => a - b)[Math.floor(works.length / 2)].toFixed(2)} s   all: ${works.map((time) => time.toFixed(2)).join(" ")}`);
  const app = await start(home);
  await wait(SETTLED);
  const before = await used(home);
  await wait(seconds * 1000);
  const parts = [...(await used(home))].map(([name, value]) => [name, value - (before.get(name) ?? 0)]);
  const share = (parts.reduce((sum, [, value]) => sum + value, 0) / seconds) * 100;
  const detail = parts.map(([name, value]) => `${name.split(" ")[0]} ${value.toFixed(2)} s`).join(", ");
  console.log(`idle for ${seconds} s            ${share.toFixed(2)} %   target ${TARGETS.idle} % of a core: ${verdict(share, TARGETS.idle)}   ${detail}`);
  await app.stop();
} finally {
  await rm(home, { recursive: true, force: true });
}
