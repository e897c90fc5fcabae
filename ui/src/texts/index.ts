// Which language the window speaks. Another one is a file beside `en.ts` and a line here.
import { de } from "./de";
import { en } from "./en";
import { fr } from "./fr";
import { reminded } from "./reminder";

/** Every sentence of the window. */
export type Texts = typeof en;

/** The languages there are, by BCP 47 tags. */
export const languages: Record<string, Texts> = { en, de, fr };

/** The first language that is wanted and there, English when there is none. What it is called more closely does not matter:
 * who wants `de-AT` reads `de`. */
export function languageFor(wanted: readonly string[]): string {
  const plain = wanted.map((tag) => tag.toLowerCase().split(/[-_]/, 1)[0] ?? "");
  return plain.find((tag) => Object.keys(languages).includes(tag)) ?? "en";
}

/** The language in use, as a BCP 47 tag. */
export const language: string = languageFor([reminded().language ?? [], globalThis.navigator?.languages ?? []].flat());

/** The sentences in use. */
export const texts: Texts = languages[language] ?? en;
