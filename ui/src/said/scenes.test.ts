// What the scenes have the engine say is what it says.
import { expect, test } from "vitest";
// @ts-expect-error The scenes are plain JavaScript.
import { DIAGNOSIS, scenes } from "../../fixtures/scenes.mjs";
import { said as de } from "./de";
import { said as fr } from "./fr";
import { speaker } from "./speaker";

/** What holds a sentence, by the names of the engine's own types. */
const SAYING = ["astray", "label", "mend", "message", "note", "text", "trouble"];

/** Every sentence in `value`. A rule's title is one; a video's is its own, and so is a track's. */
function sentences(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(sentences);
  if (typeof value !== "object" || value === null) return [];
  // What is pasted is for programs.
  if ("title" in value && "text" in value) return [value.title as string];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && (SAYING.includes(name) || (name === "title" && "rule" in value)) ? [inner] : sentences(inner),
  );
}

test.each([["de", de], ["fr", fr]])("%s", (language, catalog) => {
  const speak = speaker(catalog, language);
  const all = [...Object.values(scenes as Record<string, () => unknown>).map((scene) => scene()), DIAGNOSIS].flatMap(sentences);
  const unknown = [...new Set(all)].filter((text) => text !== "" && speak(text) === text);
  expect(unknown).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});
