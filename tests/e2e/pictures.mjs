// Pictures of the window: made small, and compared. A browser has all that this takes.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";

/** Pixels a side of the square in which differences are counted, and how many there may be: text is drawn a little
 * differently by every version of a browser. */
const SQUARE = 32;
const MOST = 48;
/** How many a video's picture may be off by, of itself. */
const NOISE = 4;

/** How different two pixels have to be to count, of 1. */
const THRESHOLD = 0.1;

/** How good small pictures are, of 1. */
const QUALITY = 0.8;

/** A page of `browser` in which pictures are worked on. */
export async function pictures(browser) {
  const page = await browser.newPage();
  const source = await readFile(new URL(import.meta.resolve("pixelmatch")), "utf8");
  await page.evaluate(`${source.replace("export default function", "globalThis.pixelmatch = function")}`);
  await page.evaluate(async (quality) => {
    const decoded = async (type, data) => createImageBitmap(await (await fetch(`data:image/${type};base64,${data}`)).blob());
    const drawn = (image, width, height) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, width, height);
      return { canvas, context };
    };
    const encoded = async (canvas, type) => {
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: `image/${type}`, quality })).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    };
    /** A shot at half its size, as it is kept. */
    window.small = async (shot) => {
      const image = await decoded("png", shot);
      return encoded(drawn(image, image.width / 2, image.height / 2).canvas, "webp");
    };
    /** How much of a shot looks otherwise than what is kept, and where: it, what is kept, and what differs. */
    window.difference = async (shot, kept, options) => {
      const [now, then] = await Promise.all([window.small(shot), kept].map(async (data) => decoded("webp", await data)));
      const { width, height } = now;
      if (then.width !== width || then.height !== height) return { count: Infinity, picture: shot };
      const [a, b] = [now, then].map((image) => drawn(image, width, height).context.getImageData(0, 0, width, height));
      const { canvas, context } = drawn(now, width * 3, height);
      const out = context.createImageData(width, height);
      const count = window.pixelmatch(a.data, b.data, out.data, width, height, options);
      if (count === 0) return { count };
      [a, b, out].forEach((one, index) => context.putImageData(one, index * width, 0));
      return { count, picture: await encoded(canvas, "png") };
    };
  }, QUALITY);
  const text = (bytes) => Buffer.from(bytes).toString("base64");
  return {
    page,
    /** A shot as it is kept. */
    small: async (shot) => Buffer.from(await page.evaluate((shot) => window.small(shot), text(shot)), "base64"),
    /** How many pixels look otherwise than in a kept picture where most do, whether that is nothing or too much, and a picture of where. */
    async difference(shot, kept) {
      const { count, picture } = await page.evaluate(
        ([shot, kept, options]) => window.difference(shot, kept, options),
        [text(shot), text(kept), { threshold: THRESHOLD, windowSize: SQUARE }],
      );
      return { count, same: count <= NOISE, other: count > MOST, picture: picture && Buffer.from(picture, "base64") };
    },
  };
}

/** What tells fonts apart: how wide they write, in pixels. */
const WORDS = [
  ["500 64px Inter", "Hamburgefonstiv 0123456789"], ["700 64px Inter", "Hamburgefonstiv 0123456789"], ["400 64px 'DejaVu Sans Mono'", "Hamburgefonstiv"],
  ["500 64px Inter, sans-serif", "מסע אל ההר العرض الأول"], ["500 64px Inter, sans-serif", "東京の夜景"], ["500 64px Inter, sans-serif", "🎬🐰🎉"],
];

/** Null where the fonts are those that pictures were kept with; else a sentence that says what to do. */
export async function fontsHere(page, file, update) {
  const widths = await page.evaluate((words) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    return words.map(([font, text]) => Object.assign(context, { font }) && Math.round(context.measureText(text).width * 10) / 10);
  }, WORDS);
  if (update) await writeFile(file, `${JSON.stringify(widths)}\n`);
  const wanted = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : [];
  if (widths.every((width, index) => Math.abs(width - wanted[index]) < 0.5)) return null;
  return `other fonts than the pictures were kept with (${widths}, not ${wanted}): cargo xtask setup --tests installs them on Debian`;
}
