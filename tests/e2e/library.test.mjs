// A list of ten thousand videos, with scripted answers: few cards in the document, and everything is found and moved.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, startScene, until } from "./programs.mjs";
import { part } from "./studio-page.mjs";

const ALL = 10_000;
/** Cards in the document at most, however long the list. */
const MOST = 60;

describe("a long list", { timeout: 120_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  async function show(test) {
    const { page, check, forgive } = await open(browser, await startScene(test, "thousands"));
    // The scene has no pictures and no packages.
    forgive(/\b404\b/);
    atEnd(test, () => page.close());
    await part(page, "video-card").first().waitFor();
    return { page, check };
  }

  /** What of the list is in the document: titles of the rows that are seen, how many cards, where the focus is. */
  const seen = (page) =>
    page.evaluate(() => {
      const box = document.querySelector('[data-testid="list"]').getBoundingClientRect();
      const cards = [...document.querySelectorAll('[data-testid="video-card"]')];
      const inside = cards.filter((card) => {
        const { top, bottom } = card.getBoundingClientRect();
        return bottom > box.top + 1 && top < box.bottom - 1;
      });
      return {
        cards: cards.length,
        titles: inside.map((card) => card.querySelector(".title").textContent),
        focused: document.activeElement?.closest('[data-testid="video-card"]')?.ariaRowIndex ?? null,
        all: document.querySelector('[data-testid="list"]').ariaRowCount,
      };
    });

  test("has few cards in the document wherever it is scrolled to, and the keyboard goes through all of it", async (test) => {
    const { page, check } = await show(test);
    assert.equal((await seen(page)).all, String(ALL));
    for (const share of [0, 0.3, 0.77, 1]) {
      await page.evaluate((share) => {
        const list = document.querySelector('[data-testid="list"]');
        list.scrollTop = share * (list.scrollHeight - list.clientHeight);
      }, share);
      await until(`${share} of it is drawn`, async () => {
        const { cards, titles } = await seen(page);
        return cards < MOST && titles.length >= 5;
      });
    }
    assert.match((await seen(page)).titles.at(-1), /09999$/);
    await part(page, "video-card").first().getByRole("button").first().focus();
    await page.keyboard.press("End");
    await until("the last one has the focus", async () => (await seen(page)).focused === String(ALL));
    await page.keyboard.press("PageUp");
    await until("a page further up", async () => Number((await seen(page)).focused) < ALL - 3);
    await page.keyboard.press("Home");
    await until("the first one has the focus", async () => (await seen(page)).focused === "1");
    assert.ok((await seen(page)).cards < MOST);
    check();
  });

  test("is narrowed by words without accents and by where videos stand", async (test) => {
    const { page, check } = await show(test);
    const field = part(page, "filter");
    await field.fill("SPECIALE 00001");
    await until("one is found", async () => (await seen(page)).titles.join() === "Édition spéciale 00001");
    await field.fill("konzert strasse");
    await until("all of a name", async () => (await seen(page)).all === "1999");
    await part(page, "group-menu").click();
    assert.match(await part(page, "group-all").innerText(), /10,000/);
    await part(page, "group-paused").click();
    await until("only what stands still", async () => {
      const states = await part(page, "video-card").evaluateAll((cards) => cards.map((card) => card.dataset.state));
      // The selected one stays in the document only while it is among the shown.
      return states.length > 0 && states.every((state) => state === "paused");
    });
    await picture(page, "narrowed");
    await field.fill("nothing has this name");
    await part(page, "show-all").click();
    await until("all are there again", async () => (await seen(page)).all === String(ALL));
    check();
  });

  test("keeps the focus and what is seen while videos come, go and move", async (test) => {
    const { page, check } = await show(test);
    const button = (index) => page.locator(`[aria-rowindex="${index}"] button`).first();
    await button(4).click();
    await page.keyboard.press("Alt+ArrowUp");
    await until("it has moved with the focus", async () => (await seen(page)).focused === "3");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    assert.match(await part(page, "marked").innerText(), /^3 selected/);
    await page.keyboard.press("Escape");
    await part(page, "marked").waitFor({ state: "detached" });

    await page.evaluate(() => (document.querySelector('[data-testid="list"]').scrollTop = 200_000));
    await until("far down", async () => Number((await seen(page)).titles[0]?.slice(-5)) > 2000);
    const { titles } = await seen(page);
    // The selected one, far above, goes off the list.
    await page.keyboard.press("Delete");
    await until("one is gone", async () => (await seen(page)).all === String(ALL - 1));
    assert.deepEqual((await seen(page)).titles, titles);
    check();
  });

  test("a row is dragged to another place", async (test) => {
    const { page, check } = await show(test);
    const row = (index) => page.locator(`[aria-rowindex="${index}"]`);
    const title = await row(2).locator(".title").innerText();
    const [from, to] = [await row(2).boundingBox(), await row(5).boundingBox()];
    await page.mouse.move(from.x + 100, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 100, from.y + 60);
    await page.mouse.move(to.x + 100, to.y + to.height - 4);
    await page.locator(".gap").waitFor();
    await page.mouse.up();
    await until("it is there", async () => (await row(5).locator(".title").innerText()) === title);
    check();
  });
});
