// How the window looks: pictures of its looks, compared with those that are kept. `UPDATE_LOOKS=1` keeps them anew.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fontsHere, pictures } from "./pictures.mjs";
import { EVERY, LOOKS } from "./scene-acts.mjs";
import { enter, launchForLooks, scenePage, settle, SIZES, startScenes, THEMES } from "./scene-page.mjs";

const kept = fileURLToPath(new URL("looks/", import.meta.url));
const differences = fileURLToPath(new URL("../../target/looks/", import.meta.url));
const update = process.env.UPDATE_LOOKS === "1";

/** The looks that are looked at in every size each time; the others in every size by `cargo xtask test --full looks`. */
const MAIN = ["empty", "plan", "converting", "finished", "published"];
/** What is opened over scenes and is looked at each time; the rest by `cargo xtask test --full looks`. */
const OFTEN = ["settings", "settings watched", "preset menu", "menu of the list", "all unfolded"];
/** Those that change while they are looked at. */
const MOVING = ["slow connection"];
/** How many pages are looked at at once. */
const AT_ONCE = 2;

/** Every scene is kept in every theme and size; what is opened over it, and other languages, in one. */
const isScene = ({ name, scene }) => name === scene;
const themesOf = (one) => (isScene(one) ? THEMES : [THEMES[one.name.length % THEMES.length]]);
const keptSizesOf = (one) => (isScene(one) ? Object.keys(SIZES) : ["usual"]);
const sizesOf = (one) => (EVERY || update || MAIN.includes(one.name) ? keptSizesOf(one) : ["usual"]);
const fileOf = (name, size, theme) => `${[name, ...(size === "usual" ? [] : [size]), theme].join(" ").replaceAll(" ", "-")}.webp`;

describe("looks", { timeout: 600_000 }, () => {
  let browser;
  before(async () => (browser = await launchForLooks()));
  after(() => browser.close());

  test("the window looks as it did", async (test) => {
    const workshop = await pictures(browser);
    const strange = await fontsHere(workshop.page, join(kept, "fonts.json"), update);
    if (strange !== null) return test.skip(strange);
    if (update) await mkdir(kept, { recursive: true });
    await rm(differences, { recursive: true, force: true });

    const at = await startScenes(test);
    const wrong = [];
    const seen = new Set();
    const still = LOOKS.filter(({ name }) => !MOVING.includes(name));
    const left = still.filter(({ name, act }) => EVERY || update || !act || OFTEN.includes(name));

    async function compare(file, shot) {
      seen.add(file);
      const path = join(kept, file);
      if (update) {
        // What looks the same stays the same file.
        if (existsSync(path) && (await workshop.difference(shot, await readFile(path))).same) return;
        return writeFile(path, await workshop.small(shot));
      }
      if (!existsSync(path)) return void wrong.push(`${file} is not kept`);
      const { count, other, picture } = await workshop.difference(shot, await readFile(path));
      if (!other) return;
      await mkdir(differences, { recursive: true });
      const shown = join(differences, file.replace(".webp", ".png"));
      await writeFile(shown, picture);
      wrong.push(`${file} looks otherwise (${count} pixels in one place), see ${shown}`);
    }

    async function look(one, page) {
      const { name, scene, act } = one;
      for (const size of sizesOf(one)) {
        await page.setViewportSize(SIZES[size]);
        await page.emulateMedia({ colorScheme: themesOf(one)[0] });
        await enter(page, at(scene));
        if (act) {
          await act(page);
          await settle(page);
        }
        for (const theme of themesOf(one)) {
          await page.emulateMedia({ colorScheme: theme });
          await settle(page);
          await compare(fileOf(name, size, theme), await page.screenshot({ caret: "hide", animations: "disabled" }));
        }
      }
    }

    async function work() {
      const pages = new Map();
      for (let next = left.shift(); next; next = left.shift()) {
        const kind = `${next.language} ${next.without}`;
        if (!pages.has(kind)) pages.set(kind, await scenePage(browser, next.language, next.without));
        await look(next, pages.get(kind)).catch((error) => {
          throw new Error(`${next.name}: ${error.message}`, { cause: error });
        });
      }
    }

    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const gone = !EVERY && !update ? [] : (await readdir(kept)).filter((file) => file.endsWith(".webp") && !seen.has(file));
    if (update) for (const file of gone) await rm(join(kept, file));
    else wrong.push(...gone.map((file) => `${file} is of no look`));
    assert.deepEqual(wrong, [], "UPDATE_LOOKS=1 keeps the new ones, once you have looked at them");
  });
});
