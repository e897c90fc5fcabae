// Trimming on the strip of pictures: by the pointer, by keys and by what is typed; what is made is as long as what is kept.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, built, startHost, temporary, until } from "./programs.mjs";
import { choose, configure, part, reaches } from "./studio-page.mjs";

/** Seconds of the clip, whose grey tells the time. */
const LENGTH = 12;
const GREY = `-f lavfi -i color=s=320x180:r=25:d=${LENGTH},format=yuv420p,geq=lum='20+16*T':cb=128:cr=128`;
const SOUND = `-f lavfi -i sine=440:d=${LENGTH}`;

/** The seconds that pictures tell by their grey. */
const told = (page, selector) =>
  page.locator(selector).evaluateAll((images) =>
    Promise.all(images.map(async (image) => {
      const bitmap = await createImageBitmap(await (await fetch(image.src)).blob());
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      context.drawImage(bitmap, 0, 0, 1, 1);
      return ((context.getImageData(0, 0, 1, 1).data[1] * 219) / 255 - 4) / 16;
    })),
  );

describe("trimming on the strip", { timeout: 300_000 }, () => {
  test("what the handles keep is what is made", async (test) => {
    const folder = await temporary(test);
    const clip = join(folder, "grey.mp4");
    const words = `${GREY} ${SOUND} -c:v libx264 -preset ultrafast -g 50 -c:a aac`.split(" ");
    await promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), ["-v", "error", "-nostdin", ...words, clip]);
    const { url } = await startHost(test);
    const browser = await launch();
    atEnd(test, () => browser.close());
    const { page, check } = await open(browser, url);
    const commands = [];
    page.on("request", (request) => {
      const { command, number } = request.method() === "POST" && request.url().endsWith("/rpc") ? request.postDataJSON() : {};
      if (command) commands.push(number === undefined ? command : `${command} ${number}`);
    });
    const given = (name) => commands.filter((one) => one === name).length;
    await choose(page, clip);
    await reaches(page, 0, "ready");
    await configure(page, [180]);
    // Nothing is made for a strip that nobody sees.
    assert.equal(commands.some((one) => one.startsWith("glimpse")), false);
    await part(page, "edits").locator("summary").click();

    const strip = part(page, "trim-strip");
    const pictures = "[data-testid=trim-strip] img";
    const many = () => strip.locator(".picture").count();
    await until("all pictures", async () => (await many()) > 0 && (await page.locator(pictures).count()) === (await many()));
    await page.waitForFunction((pictures) => [...document.querySelectorAll(pictures)].every((image) => image.complete && image.naturalWidth > 0), pictures);
    const times = await told(page, pictures);
    const stretch = LENGTH / times.length;
    for (const [index, time] of times.entries()) {
      assert.ok(time > index * stretch - 0.2 && time < (index + 1) * stretch + 0.2, `${index}: ${time} of ${times}`);
    }
    assert.equal(commands.filter((one) => one.startsWith("glimpse")).length, times.length);

    // The beginning is dragged to a third.
    const before = given("configure");
    const kept = async () => (await strip.getAttribute("data-kept")).split(" ").map(Number);
    assert.deepEqual(await kept(), [0, LENGTH]);
    const middle = async (id) => {
      await part(page, id).scrollIntoViewIfNeeded();
      const { x, y, width, height } = await part(page, id).boundingBox();
      return [x + width / 2, y + height / 2];
    };
    const [x, y] = await middle("handle-begin");
    const film = await strip.locator(".film").boundingBox();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + film.width / 3, y, { steps: 8 });
    await until("the picture under the handle", async () => (await part(page, "trim-bubble").getAttribute("data-number")) === "100");
    const [seen] = await told(page, "[data-testid=trim-bubble] img");
    assert.ok(Math.abs(seen - LENGTH / 3) < 0.2, `${seen}`);
    assert.equal(await part(page, "trim-start").inputValue(), "0:04.0");
    await picture(page, "trim-strip");
    assert.equal(given("configure"), before, "nothing is chosen while it is dragged");
    await page.mouse.up();
    await until("it is chosen once", () => given("configure") === before + 1);
    assert.equal(await part(page, "trim-bubble").isVisible(), false);
    assert.deepEqual(await kept(), [4, LENGTH]);

    // Given up on the way.
    const [again] = await middle("handle-begin");
    await page.mouse.move(again, y);
    await page.mouse.down();
    await page.mouse.move(again + 90, y, { steps: 3 });
    assert.notDeepEqual(await kept(), [4, LENGTH]);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    assert.deepEqual(await kept(), [4, LENGTH]);

    // The end by keys: two seconds, and five pictures.
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "handle-end");
    for (const key of ["ArrowDown", "ArrowDown", ...Array(5).fill("ArrowLeft")]) await page.keyboard.press(key);
    assert.equal(await part(page, "handle-end").getAttribute("aria-valuetext"), "9.8 seconds");
    await until("they are chosen once they rest", () => given("configure") === before + 2);
    assert.equal(await part(page, "trim-end").inputValue(), "0:09.8");

    // What is typed moves the handle.
    await part(page, "trim-start").fill("0:03");
    await part(page, "trim-start").press("Enter");
    await until("the handle follows", async () => (await kept())[0] === 3);
    await until("it is chosen", () => given("configure") === before + 3);

    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    await page.waitForFunction(() => document.querySelector("video[data-testid=stage-video]")?.duration > 0);
    const length = await page.evaluate(() => document.querySelector("video[data-testid=stage-video]").duration);
    assert.ok(Math.abs(length - 6.8) < 0.05, `${length} s`);
    check();
  });
});
