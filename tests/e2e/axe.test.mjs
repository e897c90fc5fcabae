// Whether everybody can read and use the window: axe over every look of it, in both themes, at two sizes or three.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { EVERY, LOOKS } from "./scene-acts.mjs";
import { enter, launchForLooks, scenePage, settle, SIZES, startScenes, THEMES } from "./scene-page.mjs";

/** How many pages are looked at at once. */
const AT_ONCE = 3;

const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** The rules about colours, in which alone themes differ: `tokens.css` gives them nothing else. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds wrong, a line each: by all of its rules, or by some. */
const findings = (page, rules) =>
  page.evaluate(async (rules) => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], preload: false, ...(rules && { runOnly: rules }) });
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`));
  }, rules);

/** Only its panes scroll, never the window as a whole: what reaches out of it unseen, the focus would move it all for. */
const loose = (page) =>
  page.evaluate(() => {
    const { scrollWidth: width, scrollHeight: height } = document.documentElement;
    return width > innerWidth || height > innerHeight ? ["the window itself can be scrolled"] : [];
  });

describe("nobody is kept out", { timeout: 600_000 }, () => {
  let browser;
  before(async () => (browser = await launchForLooks()));
  after(() => browser.close());

  test("axe finds nothing in any look, theme and size", async (test) => {
    const at = await startScenes(test);
    const found = new Map();
    const left = [...LOOKS];

    async function look({ name, scene, act, language, without }, page) {
      // Other languages have other words, and nothing else that depends on the size.
      for (const size of language || (act && !EVERY) ? ["usual"] : EVERY ? Object.keys(SIZES) : ["usual", "small"]) {
        await page.setViewportSize(SIZES[size]);
        // A menu closes when the size changes; everything else that was opened stays.
        if (size === "usual" || name.startsWith("menu of")) {
          await enter(page, at(scene), false);
          await page.evaluate(axe);
          await act?.(page);
        }
        await settle(page, false);
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          for (const finding of [...(await loose(page)), ...(await findings(page, theme === THEMES[0] ? null : COLOURS))]) found.set(finding, [...(found.get(finding) ?? []), `${name}, ${size}, ${theme}`]);
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
    const lines = [...found].map(([finding, where]) => `${finding}\n    in ${where.length} looks, such as ${where[0]}`);
    assert.deepEqual(lines, []);
  });
});
