// A folder that is watched, over the real engine: what arrives in it is converted, and the sheet says so.
import assert from "node:assert/strict";
import { copyFile, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, clip, names, startHost, temporary, until } from "./programs.mjs";
import { part, reaches, watchFolder } from "./studio-page.mjs";

describe("a watched folder", { timeout: 300_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  test("takes what arrives, can be paused, and is watched no longer when the person says so", async (test) => {
    const folder = join(await temporary(test), "in");
    await mkdir(folder);
    await copyFile(clip("carphone.mp4"), join(folder, "old.mp4"));
    const host = await startHost(test);
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await watchFolder(page, folder);

    // Under another name until it is whole.
    await copyFile(clip("carphone.mp4"), join(folder, "new.mp4.part"));
    await rename(join(folder, "new.mp4.part"), join(folder, "new.mp4"));
    await reaches(page, 0, "finished");
    assert.deepEqual(await names(host.output), ["new"]);

    await part(page, "list-menu").click();
    await part(page, "watch-folders-open").click();
    const row = part(page, "watched");
    await until("it says what was done", async () => /Watching · 1 video done/.test(await row.innerText()));
    assert.match(await row.innerText(), /new\.mp4 is done/);
    await picture(page, "watch-folder");

    await part(page, "watch-existing").click();
    await until("what was there before is done, too", async () => /2 videos done/.test(await row.innerText()));
    await part(page, "watch-existing").waitFor({ state: "detached" });
    await part(page, "watch-on").click();
    await until("it is not watched for now", async () => (await row.getAttribute("data-state")) === "paused");
    await part(page, "watch-on").click();
    await until("it is watched again", async () => (await row.getAttribute("data-state")) === "watching");

    await part(page, "watch-remove").click();
    await row.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await part(page, "settings-sheet").waitFor({ state: "detached" });
    assert.equal(await part(page, "video-card").count(), 2, "its videos stay");
    check();
  });

  test("goes on by itself where the engine was killed, and does nothing twice", async (test) => {
    const folder = join(await temporary(test), "in");
    await mkdir(folder);
    const host = await startHost(test);
    const first = await open(browser, host.url);
    await watchFolder(first.page, folder);
    await copyFile(clip("big-buck-bunny-720p.mp4"), join(folder, "film.mp4"));
    await reaches(first.page, 0, "converting");
    await host.kill();
    await first.page.close();

    const again = await startHost(test, host.home);
    const { page, check } = await open(browser, again.url);
    atEnd(test, () => page.close());
    await reaches(page, 0, "finished");
    await copyFile(clip("carphone.mp4"), join(folder, "next.mp4"));
    await reaches(page, 1, "finished");
    assert.equal(await part(page, "video-card").count(), 2);
    assert.deepEqual(await names(again.output), ["film", "next"]);
    check();
  });
});
