// Settings and presets in a browser, over the real engine: kept, applied, given away and taken, and had back; also by keyboard.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, clip, startHost, temporary, until } from "./programs.mjs";
import { choose, part, reaches } from "./studio-page.mjs";

describe("settings", { timeout: 240_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  /** Which rungs are on. */
  const rungs = (page) =>
    page
      .locator('[data-testid^="rung-switch-"][aria-checked="true"]')
      .evaluateAll((all) => all.map((one) => Number(one.dataset.testid.replace("rung-switch-", ""))).sort((a, b) => a - b));
  const chosen = (page) => part(page, "presets").getAttribute("data-chosen");
  const focused = (page) => page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.tagName);

  test("presets go from a video to others, to a file and back", async (test) => {
    const host = await startHost(test);
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await choose(page, clip("big-buck-bunny-720p.mp4"), clip("carphone.mp4"));
    await reaches(page, 0, "ready");
    await reaches(page, 1, "ready");
    await part(page, "presets").waitFor();
    assert.deepEqual([await chosen(page), await rungs(page)], ["web", [240, 360, 480, 720]]);
    await part(page, "preset-small").click();
    await until("it is small", async () => (await chosen(page)) === "small");
    assert.deepEqual(await rungs(page), [240, 360, 480]);
    await part(page, "preset-vertical").click();
    await until("it is cut", async () => (await chosen(page)) === "vertical");

    // Changed, it is nobody's; kept, it has a name.
    await part(page, "preset-web").click();
    await part(page, "rung-switch-240").click();
    await until("it is nobody's", async () => (await chosen(page)) === "");
    await part(page, "preset-menu").click();
    await part(page, "keep-preset").click();
    await part(page, "preset-name-field").fill("Web");
    await part(page, "preset-keep").click();
    await page.getByText("There is a preset called Web already").waitFor();
    await part(page, "preset-name-field").fill("No phones");
    await page.keyboard.press("Enter");
    await until("it has a name", async () => (await chosen(page)) === "No phones");
    await picture(page, "preset-own");

    // For several at once.
    await part(page, "preset-small").click();
    await until("it is small again", async () => (await chosen(page)) === "small");
    await part(page, "video-card").first().getByRole("button").first().focus();
    await page.keyboard.press("Control+a");
    await part(page, "actions").click();
    await part(page, "marked-preset").click();
    await part(page, "apply-No phones").click();
    await until("the first has it", async () => (await chosen(page)) === "No phones");
    assert.deepEqual(await rungs(page), [360, 480, 720]);

    await part(page, "settings").click();
    await part(page, "settings-presets").click();
    const download = page.waitForEvent("download");
    await part(page, "export-preset").click();
    const file = join(await temporary(test), "presets.json");
    await (await download).saveAs(file);
    assert.equal(JSON.parse(await readFile(file, "utf8")).presets[0].name, "No phones");
    await part(page, "remove-preset").click();
    await part(page, "export-preset").waitFor({ state: "detached" });
    await part(page, "toast-act").click();
    await part(page, "export-preset").waitFor();
    await part(page, "remove-preset").click();
    await part(page, "export-preset").waitFor({ state: "detached" });
    const importing = async (path) => {
      const chooser = page.waitForEvent("filechooser");
      await part(page, "import-presets").click();
      await (await chooser).setFiles(path);
    };
    await importing(file);
    await part(page, "export-preset").waitFor();
    await part(page, "rename-preset").click();
    await part(page, "preset-name-field").fill("Desktops");
    await part(page, "preset-keep").click();
    await page.locator('[data-testid="preset"][data-name="Desktops"]').waitFor();
    await writeFile(file, "no presets");
    await importing(file);
    await page.getByText("There are no presets in").waitFor();
    await part(page, "settings-sheet-close").click();
    check();
  });

  test("are kept, and worn at once", async (test) => {
    const host = await startHost(test);
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await part(page, "first-steps").waitFor();
    await part(page, "settings").focus();
    await page.keyboard.press("Enter");
    await until("the first part has the focus", async () => (await focused(page)) === "settings-general");
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    for (const [appearance, colour] of [["dark", "rgb(18, 18, 20)"], ["light", "rgb(246, 245, 243)"]]) {
      await part(page, `appearance-${appearance}`).click();
      await until(`it is ${appearance}`, async () => (await background()) === colour);
    }
    await part(page, "on-close-go_on").click();
    await part(page, "notify").click();
    await part(page, "language").selectOption("de");
    await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
    assert.equal(await part(page, "language").inputValue(), "de");
    assert.equal(await part(page, "notify").getAttribute("aria-checked"), "false");
    assert.equal(await part(page, "on-close-go_on").getAttribute("aria-checked"), "true");
    await picture(page, "settings-german");
    await part(page, "settings-general").focus();
    await page.keyboard.press("ArrowDown");
    await part(page, "at-once").selectOption("2");
    await page.keyboard.press("Escape");
    await part(page, "settings-sheet").waitFor({ state: "detached" });

    // A page of nobody who has been here wears what the engine has kept.
    const another = await open(browser, host.url);
    atEnd(test, () => another.page.close());
    await another.page.getByRole("heading", { name: "Zieh deine Videos hierher" }).waitFor();
    assert.equal(await another.page.evaluate(() => document.documentElement.dataset.theme), "light");
    await choose(another.page, clip("carphone.mp4"));
    await reaches(another.page, 0, "ready");
    await another.page.reload();
    await reaches(another.page, 0, "ready");
    assert.equal(await part(another.page, "first-steps").count(), 0);
    check();
    another.check();
  });
});
