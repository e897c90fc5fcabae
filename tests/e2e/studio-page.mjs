// The window's page as a person uses it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { until } from "./programs.mjs";

/** Something that the page is marked for tests with. */
export const part = (page, id) => page.getByTestId(id);

/** The cards of the list in order, as `state`. */
export const states = (page) =>
  part(page, "video-card").evaluateAll((cards) => cards.map((card) => card.dataset.state));

/** Adds files with the chooser. */
export async function choose(page, ...paths) {
  const chooser = page.waitForEvent("filechooser");
  await part(page, "choose").first().click();
  await (await chooser).setFiles(paths);
}

/** Drags files in and lets them go. */
export async function drop(page, ...paths) {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), text: (await readFile(path)).toString("base64") })),
  );
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) {
      transfer.items.add(new File([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))], name));
    }
    return transfer;
  }, files);
  const zone = part(page, "drop-zone");
  await zone.dispatchEvent("dragenter", { dataTransfer: transfer });
  await part(page, "drop-curtain").or(zone).first().waitFor();
  await zone.dispatchEvent("drop", { dataTransfer: transfer });
}

/** Describes a backend as a destination and has it kept: in a file where there is no keychain. */
export async function describeBackend(page, { url, token }, name) {
  await part(page, "backend-url").fill(url);
  await part(page, "secret").fill(token);
  assert.equal(await part(page, "secret").getAttribute("type"), "password");
  await part(page, "destination-name").fill(name);
  await part(page, "save").click();
  const form = part(page, "destination-form");
  const file = part(page, "keep-in-file");
  await until("it is kept, or cannot be in a keychain", async () => (await form.count()) === 0 || (await file.count()) === 1);
  if ((await form.count()) === 0) return;
  assert.match(await part(page, "failure").getAttribute("data-code"), /^keychain_/);
  await file.click();
  await form.waitFor({ state: "detached" });
}

/** Waits until the `index`th card is in one of these states; fails at once when it is refused or failed instead. */
export async function reaches(page, index, ...wanted) {
  const found = await page.waitForFunction(
    ({ index, wanted }) => {
      const state = document.querySelectorAll('[data-testid="video-card"]')[index]?.dataset.state;
      return [...wanted, "refused", "failed"].includes(state) ? state : null;
    },
    { index, wanted },
    { timeout: 300_000 },
  );
  const state = await found.jsonValue();
  assert.ok(wanted.includes(state), `${state} instead of ${wanted}: ${await page.innerText("body")}`);
  return state;
}

/** Leaves on only these rungs, and chooses the quickest quality. */
export async function configure(page, rungs) {
  await part(page, "ladder").waitFor();
  const switches = page.locator('[data-testid^="rung-switch-"]');
  for (const id of await switches.evaluateAll((all) => all.map((it) => it.dataset.testid))) {
    const on = rungs.includes(Number(id.replace("rung-switch-", "")));
    const one = part(page, id);
    if ((await one.getAttribute("aria-checked")) !== String(on)) await one.click();
    await page.waitForFunction(
      ({ id, on }) => document.querySelector(`[data-testid="${id}"]`)?.ariaChecked === String(on),
      { id, on },
    );
  }
  await quality(page, "fast");
}

/** Chooses a quality, which may be folded away. */
export async function quality(page, name) {
  const choice = part(page, `quality-choice-${name}`);
  if (!(await choice.isVisible())) await page.locator(`details:has([data-testid=quality-choice-${name}]) summary`).click();
  await choice.click();
}

/** Begins to note, picture by picture, what the page shows of a conversion. */
export const watch = (page) =>
  page.evaluate(() => {
    const seen = { percents: [], rungs: {}, playing: [], place: [] };
    window.seen = seen;
    const note = (list, value) => {
      if (Number.isFinite(value) && list.at(-1) !== value) list.push(value);
    };
    const look = () => {
      const value = (element) => Number(element.getAttribute("aria-valuenow") ?? Number.NaN);
      const percent = document.querySelector('[data-testid="percent"]');
      if (percent) note(seen.percents, value(percent));
      for (const rung of document.querySelectorAll('[data-testid^="rung-progress-"]')) {
        note((seen.rungs[rung.dataset.testid] ??= []), value(rung));
      }
      const video = document.querySelector("video");
      const state = document.querySelector('[data-testid="video-card"]')?.dataset.state;
      // Loaded once more, it has no picture and no time for a moment; the seek bar stays where it is.
      if (video?.readyState >= 2 && state === "converting") note(seen.playing, video.currentTime);
      const knob = document.querySelector('[data-testid="seek"] .knob');
      if (knob && state === "converting") note(seen.place, Number.parseFloat(knob.style.left));
      requestAnimationFrame(look);
    };
    look();
  });

/** What was noted. */
export const watched = (page) => page.evaluate(() => window.seen);

/** Takes the player back to the start, where it plays on or stands. */
export async function restart(page, { playing, rate = 1 }) {
  await page.evaluate(
    async ({ playing, rate }) => {
      const video = document.querySelector("video");
      if (!playing) video.pause();
      video.currentTime = 0;
      video.playbackRate = rate;
      if (playing) await video.play();
    },
    { playing, rate },
  );
  await page.waitForFunction(
    (playing) => {
      const video = document.querySelector("video");
      return video.paused !== playing && !video.seeking && video.readyState >= 2;
    },
    playing,
  );
}

/** Picks a quality in the player's menu. */
export async function pick(page, name) {
  await part(page, "stage-video").hover();
  await part(page, "quality-menu").click();
  await part(page, `quality-${name}`).click();
}

/** Waits until the playing picture is so wide. */
export const shows = (page, width) =>
  page.waitForFunction((width) => document.querySelector("video")?.videoWidth === width, width);

/** Has the engine watch a folder, as the dialog would that no browser has. */
export async function watchFolder(page, folder) {
  const answer = await page.evaluate(
    async (command) => {
      const headers = { "content-type": "application/json" };
      return (await fetch("/rpc", { method: "POST", headers, body: JSON.stringify(command) })).json();
    },
    { command: "watch", act: "add", folder },
  );
  assert.deepEqual(answer, { ok: { answer: "done" } });
}
