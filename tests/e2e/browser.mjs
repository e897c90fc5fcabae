// Chromium and pages in it that keep a record of everything that went wrong in them.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { output } from "./programs.mjs";

/** What keeps it quiet, and lets videos start without a person's click. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];

/** The system's Chromium without a window. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.HLS_STUDIO_CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });

/**
 * A page at `url`. `check()` throws when anything was complained of in it, but for what was forgiven: errors,
 * exceptions, refused requests.
 */
export async function open(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(Number(process.env.T || 60_000));
  const faults = [];
  page.on("pageerror", (error) => faults.push(`exception: ${error.stack ?? error}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url);
  const forgiven = [];
  const left = () => faults.filter((fault) => !forgiven.some((pattern) => pattern.test(fault)));
  return { page, check: () => assert.deepEqual(left(), []), forgive: (pattern) => forgiven.push(pattern) };
}

/** Keeps a picture of the page, to be looked at. */
export async function picture(page, name) {
  await mkdir(output, { recursive: true });
  await page.screenshot({ path: join(output, `${name}.png`) });
}
