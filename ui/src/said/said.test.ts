// Whatever the engine says is said in every language, with its own marks, and of the same values.
import { describe, expect, test } from "vitest";
import { said as de } from "./de";
import english from "./english.json";
import { said as fr } from "./fr";

/** Made of a unit's name and a number, so that no words are in the sources. */
const BESIDE = ["{0:n} GB", "{0:n} MB", "{0:n} kB"];

/** What is the same in both languages: codecs, and French that English has taken over. */
const SAME: Record<string, string[]> = {
  de: ["{0:n} GB", "{0:n} MB", "{0:n} kB"],
  fr: ["{0} minutes"],
};

const holes = (text: string) => [...new Set([...text.matchAll(/\{(\d+)/g)].map(([, number]) => number))].sort();

/** Without what is written for programs, which has marks of its own. */
const prose = (text: string) => text.replace(/`[^`]*`|https?:\S*|\w+="[^"]*"|!(?=\})/g, "");

test("the list is sorted, and says everything once", () => {
  expect(new Set(english).size).toBe(english.length);
  expect(english.length).toBeGreaterThan(800);
});

describe.each([["de", de], ["fr", fr]])("%s", (language, said) => {
  const entries = Object.entries(said);

  test("says all that the engine does, and nothing else", () => {
    expect(Object.keys(said).sort()).toEqual([...english, ...BESIDE].sort());
  });

  test("says it of the same values", () => {
    for (const [template, text] of entries) expect([template, holes(text)]).toEqual([template, holes(template)]);
  });

  test("is not English", () => {
    const same = entries.filter(([template, text]) => template === text || template.replaceAll(":n", "") === text);
    expect(same.map(([template]) => template)).toEqual(SAME[language]);
  });

  test("begins, ends and parts as the English does", () => {
    for (const [template, text] of entries) {
      expect(text.trim(), template).toBe(text);
      expect(text, template).not.toMatch(/ {2}/);
      const ends = (of: string) => /[.?!]$/.test(of.replace(/\{\d+(:n)?!?\}$/, ""));
      expect([template, ends(text)]).toEqual([template, ends(template)]);
      // What a notice is about is told from what is done by the first colon.
      const about = (of: string) => /^[^.]*\S: /.test(of.replace(/[\u00a0\u202f]:/g, ":"));
      if (!template.endsWith(".") && about(template)) expect([template, about(text)]).toEqual([template, true]);
    }
  });

  test("says what stands beside a name in its own words", () => {
    // `{0} {1}` is a name and what of it: the second one is the engine's.
    const names = ["Begun with {0} {1}, and this is {2}: made anew"];
    for (const [template, text] of entries) if (/\} \{/.test(template) && !names.includes(template)) expect([template, text.includes("!}")]).toEqual([template, true]);
  });

  test("quotes and points as it is written there", () => {
    for (const text of entries.map(([, one]) => prose(one))) {
      expect(text).not.toMatch(/["“](?=\w)|\w'\w|\.\.\./);
      if (language === "de") expect(text).not.toMatch(/[^\u00a0]…|\d%| %/);
      if (language === "fr") expect(text).not.toMatch(/[^\u00a0\u202f](?:[;!?»%]|:(?= |$))|«(?![\u00a0\u202f])/);
    }
  });
});

test("nothing of the engine's is shown without being spoken", () => {
  const sources = import.meta.glob<string>(["../parts/*.svelte", "../screens/*.svelte"], { query: "?raw", import: "default", eager: true });
  const shown = Object.entries(sources).flatMap(([file, source]) =>
    [...source.matchAll(/(?<!\$)\{((?:[\w.]+\.)?(?:failure\.message|fault\.\w+|finding\.[\w.]+|notice\.text|rates\.text|up\.text|paste\.title|video\.note|video\.astray|studio\.trouble))\}/g)].map(
      ([, what]) => `${file} ${what}`,
    ),
  );
  // What programs look for, and a file's own name.
  const plain = /finding\.(?:verdict|rule|check|outcome)$|fault\.file$/;
  expect(shown.filter((one) => !plain.test(one))).toEqual([]);
  const more = import.meta.glob<string>("../state/*.ts", { query: "?raw", import: "default", eager: true });
  const bare = Object.entries({ ...sources, ...more }).flatMap(([file, source]) =>
    [...source.matchAll(/[\w.(]*failure\.message/g)].filter(([what]) => !what.includes("speak(")).map(([what]) => `${file} ${what}`),
  );
  expect(bare).toEqual([]);
  expect(Object.keys(sources).length).toBeGreaterThan(80);
});
