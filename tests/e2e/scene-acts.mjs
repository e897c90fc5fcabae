// What a person opens over a scene, and the scenes in other surroundings: each is a look of the window, too. Another one is a line here.
import { NAMES } from "./scene-page.mjs";
import { part } from "./studio-page.mjs";

/** Whether everything is looked at that is opened over scenes, at both sizes: it takes as long again. */
export const EVERY = process.env.HLS_STUDIO_FULL_SUITE === "looks";

const click = (id) => (page) => part(page, id).first().click();
const unfold = (id) => (page) => page.locator(`[data-testid=${id}] > summary`).first().click();
/** Everything that is folded away is unfolded. */
const unfoldAll = (page) => page.evaluate(() => document.querySelectorAll("details:not([open])").forEach((one) => (one.open = true)));
/** One after another. */
const then = (...acts) => async (page) => {
  for (const act of acts) await act(page);
};
const until = (id) => (page) => part(page, id).first().waitFor();
const keys = (...all) => async (page) => {
  for (const key of all) await page.keyboard.press(key);
};
const fill = (id, text) => (page) => part(page, id).fill(text);
const first = (page) => page.locator("[data-testid=video-card] button").first().focus();
/** In the middle of what is scrolled, with everything in it there. */
const seen = (id) => async (page) => {
  await part(page, id).evaluate((it) => it.scrollIntoView({ block: "center" }));
  await page.waitForFunction((id) => [...document.querySelectorAll(`[data-testid=${id}] .picture`)].every((picture) => picture.querySelector("img")?.complete), id);
};
const toEnd = (page) => page.locator("main").evaluate((main) => (main.scrollTop = main.scrollHeight));
const menuOfCard = (index) => (page) => part(page, "video-card").nth(index).click({ button: "right" });
const button = (pattern) => (page) => page.getByRole("button", { name: pattern }).first().click();
/** A sentence said in passing stays as long as the pointer rests on it. */
const said = async (page) => part(page, "toast").hover();
/** A menu of the player, which is in another one where there is little room. */
const ofPlayer = (id) => async (page) => {
  const settings = part(page, "settings-menu");
  if (await settings.isVisible()) await settings.click();
  await part(page, id).click();
};
/** Files hover over the window. */
const hover = async (page) => {
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x"], "film.mp4"));
    return transfer;
  });
  await page.locator("main").first().dispatchEvent("dragenter", { dataTransfer: transfer });
};
const form = then(click("destinations"), click("sheet-add"), until("destination-form"));

const allPublished = then((page) => part(page, "embed").waitFor({ state: "attached" }), unfoldAll, toEnd);
const tested = then(click("destinations"), click("test"), (page) => page.locator("[data-testid=findings][data-running=false]").waitFor(), unfoldAll);

const allFaults = then(click("all-rules"), unfoldAll, toEnd);

/** What is opened over scenes: the name of the look, the scene, what is done. */
const OPENED = [
  ["settings", "presets", click("settings")],
  ["settings converting", "plan", then(click("settings"), click("settings-converting"))],
  ["settings presets", "presets", then(click("settings"), click("settings-presets"))],
  ["settings watched", "watches", then(click("settings"), click("settings-watched"))],
  ["settings watched none", "watch-none", then(click("settings"), click("settings-watched"))],
  ["settings destinations", "destinations", then(click("settings"), click("settings-destinations"))],
  ...["there", "loading", "failed", "none", "away", "packaged"].map((name) => [`settings update ${name}`, `update-${name}`, then(click("settings"), click("settings-updates"))]),
  ["preset menu", "own-choice", click("preset-menu")],
  ["preset named", "own-choice", then(click("preset-menu"), click("keep-preset"), fill("preset-name-field", "For the festival"))],
  ["preset removed", "presets", then(click("settings"), click("settings-presets"), click("remove-preset"), until("toast-act"))],
  ["empty hovered", "empty", hover],
  ["missing details", "missing", unfoldAll],
  ["hovered", "small", hover],
  ["edits unfolded", "edits", then(unfold("edits"), toEnd)],
  ["edits unfolded of texts", "texts", then(unfold("edits"), toEnd)],
  ["trim on the strip", "edited", then(unfold("edits"), seen("trim-strip"))],
  ["trim untouched", "plan", then(unfold("edits"), seen("trim-strip"))],
  ["trim upright", "portrait", then(unfold("edits"), seen("trim-strip"))],
  ["trim dragged", "edited", then(unfold("edits"), seen("trim-strip"), async (page) => {
    const { x, y, width, height } = await part(page, "handle-begin").boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + 90, y + height / 2, { steps: 3 });
    await part(page, "trim-bubble").locator("img").waitFor();
  })],
  ["edits unfolded of a watermark", "marked", async (page) => {
    await unfold("edits")(page);
    await part(page, "watermark-width").scrollIntoViewIfNeeded();
  }],
  ["edits wrong", "edited", async (page) => {
    await unfold("edits")(page);
    const field = page.locator("[data-testid=edits] input").first();
    await field.fill("soon");
    await field.blur();
  }],
  ["all notices", "notices", click("more-notices")],
  ["menu of a notice", "plan", click("change")],
  ["all unfolded", "plan", then(unfoldAll, toEnd)],
  ["rung focused", "plan", (page) => page.locator("[data-testid^=rung-switch-]").nth(1).focus()],
  ["one resolution stays", "plan", async (page) => {
    const on = page.locator('[data-testid^="rung-switch-"][aria-checked="true"]');
    for (let left = await on.count(); left > 0; left -= 1) await on.last().click();
    await said(page);
  }],
  ["menu of the list", "plan", click("list-menu")],
  ["menu of groups", "plan", click("group-menu")],
  ["menu of a card", "plan", menuOfCard(1)],
  ["nothing found", "plan", fill("filter", "nothing has this name")],
  ["several selected", "plan", then(first, keys("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown"))],
  ["menu of several", "plan", then(first, keys("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown"), click("actions"))],
  ["question", "converting", then(click("cancel"), until("question"))],
  ["menu of qualities", "finished", ofPlayer("quality-menu")],
  ["menu of speeds", "finished", ofPlayer("speed-menu")],
  ["toast", "finished", then(click("open-folder"), said)],
  ["slow connection", "finished", then(toEnd, click("connection-2000"), until("throughput"))],
  ["converted again", "finished", click("convert-again")],
  ["all faults", "faults", allFaults],
  ["failure details", "failed", unfoldAll],
  ["sheet of no destinations", "destinations-none", click("destinations")],
  ["sheet of destinations", "destinations", click("destinations")],
  ["sheet of many destinations", "destinations-many", click("destinations")],
  ["destination new", "destinations-none", form],
  ["destination wrong", "destinations-none", then(form, click("save"))],
  ["destination edited", "destinations", then(click("destinations"), click("edit"), until("destination-form"), unfoldAll)],
  ["destination tested", "destinations", tested],
  ["destination to be removed", "destinations", then(click("destinations"), click("remove-destination"))],
  ["no keychain", "destinations-none", then(form, fill("backend-url", "https://signer.example.com"), fill("secret", "a secret"), click("save"), until("keep-in-file"))],
  ["publish folded out", "publish-ready", then(unfoldAll, toEnd)],
  ["giving up", "publish-sending", click("publish-cancel")],
  ["all that is published", "published", allPublished],
  ["published still up", "published", then(toEnd, click("look-up"), until("up"))],
];

/** The window where it cannot play, and in other languages. */
const ELSEWHERE = [
  { name: "no decoder", scene: "finished", without: "decoders" },
  ...["de", "fr"].flatMap((language) => [
    ...["empty", "missing", "plan", "converting", "paused-room", "failed", "faults", "publish-form", "publish-sending", "published", "after-end", "update-there-working", "update-failed"].map((scene) => ({ name: `${scene} ${language}`, scene, language })),
    { name: `all that is published ${language}`, scene: "published", language, act: allPublished },
    { name: `destination tested ${language}`, scene: "destinations", language, act: tested },
    { name: `edits unfolded ${language}`, scene: "edits", language, act: then(unfold("edits"), toEnd) },
    { name: `settings update away ${language}`, scene: "update-away", language, act: then(click("settings"), click("settings-updates")) },
    { name: `destination new ${language}`, scene: "destinations-none", language, act: form },
    { name: `all notices ${language}`, scene: "notices", language, act: click("more-notices") },
    { name: `all faults ${language}`, scene: "faults", language, act: allFaults },
    { name: `all unfolded ${language}`, scene: "plan", language, act: then(unfoldAll, toEnd) },
  ]),
];

/** Every look: its name, its scene, what is done in it, the language (English), and what the browser is without. */
export const LOOKS = [
  ...NAMES.map((scene) => ({ name: scene, scene })),
  ...OPENED.map(([name, scene, act]) => ({ name, scene, act })),
  ...ELSEWHERE,
];

const names = new Set(LOOKS.map(({ name }) => name.replaceAll(" ", "-")));
if (names.size < LOOKS.length) throw new Error("two looks have one name");
