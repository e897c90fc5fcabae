// The window's keys on the three systems and in a browser.
import { describe, expect, test } from "vitest";
import { LISTED, isMac, shortcut, type Around } from "./shortcuts";
import { languages } from "../texts";

const app: Around = { mac: false, own: true, typing: false, covered: false };
const press = (keys: string, around: Partial<Around> = {}) => {
  const all = keys.split(" ");
  const held = (name: string) => all.includes(name);
  const key = all.at(-1) ?? "";
  const pressed = { key, ctrlKey: held("ctrl"), metaKey: held("cmd"), altKey: held("alt"), shiftKey: held("shift") };
  return shortcut(pressed, { ...app, ...around });
};

describe("a key", () => {
  test("with Ctrl is the window's", () => {
    expect(["o", ",", "f", "w", "q", "x"].map((key) => press(`ctrl ${key}`))).toEqual(["add", "settings", "search", "close", "close", null]);
    expect(press("ctrl O")).toBe("add");
  });

  test("with something else is not", () => {
    expect(["o", "alt ctrl o", "shift ctrl f", "cmd o", "cmd ctrl o"].map((keys) => press(keys))).toEqual([null, null, null, null, null]);
  });

  test("with Cmd is, on a Mac, unless a menu has it", () => {
    const mac = { mac: true };
    expect([press("cmd f", mac), press("cmd o", mac), press("cmd q", mac), press("ctrl f", mac)]).toEqual(["search", null, null, null]);
    expect(press("cmd o", { mac: true, own: false })).toBe("add");
  });

  test("closes no browser", () => {
    expect([press("ctrl w", { own: false }), press("ctrl q", { own: false }), press("ctrl o", { own: false })]).toEqual([null, null, "add"]);
  });

  test("reaches nothing below what has to be answered, but closes", () => {
    expect(["ctrl o", "F1", "?", "ctrl f", "ctrl w"].map((keys) => press(keys, { covered: true }))).toEqual([null, null, null, null, "close"]);
  });

  test("that is typed is typed", () => {
    expect([press("shift ?"), press("?", { typing: true }), press("F1", { typing: true }), press("ctrl o", { typing: true })]).toEqual([
      "keys",
      null,
      "keys",
      "add",
    ]);
  });
});

test("every key that is listed is said in every language", () => {
  const listed = Object.values(LISTED).flatMap((group) => Object.keys(group));
  for (const texts of Object.values(languages)) expect(Object.keys(texts.shortcutOf).sort()).toEqual([...listed].sort());
});

test("a Mac is known by its name", () => {
  expect(["MacIntel", "macOS", "Linux x86_64", "Win32"].map(isMac)).toEqual([true, true, false, false]);
});
