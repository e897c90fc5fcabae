// Figures of the window that do not depend on the machine: what there is to load, and how much of a long list is drawn.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./browser.mjs";
import { bundle, rows } from "./figures.mjs";
import { enter, scenePage, startScenes } from "./scene-page.mjs";

describe("figures", { timeout: 120_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  test("the window is small without hls.js", async () => {
    const bytes = await bundle();
    assert.ok(bytes > 50_000 && bytes <= 250_000, `${bytes} bytes gzipped`);
  });

  test("as many cards are drawn of ten thousand videos as of two hundred", async (test) => {
    const at = await startScenes(test);
    const page = await scenePage(browser);
    const drawn = async (scene) => {
      await enter(page, at(scene), false);
      return rows(page, [0.2, 0.4, 0.6, 0.8]);
    };
    const [few, many] = [await drawn("two-hundred"), await drawn("thousands")];
    const all = [...few, ...many];
    assert.ok(Math.min(...all) > 5 && Math.max(...all) < 40, `${all}`);
    // Where a row begins at the edge, there is one more or one less.
    assert.ok(Math.max(...all) - Math.min(...all) <= 1, `${few} of two hundred, ${many} of ten thousand`);
  });
});
