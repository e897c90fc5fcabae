// Which language the window speaks. Another one is a file beside `en.ts` and a line here.
import { en } from "./en";

/** Every sentence of the window. */
export type Texts = typeof en;

const languages: Record<string, Texts> = { en };

const wanted = globalThis.navigator?.languages ?? ["en"];

/** The language in use, as a BCP 47 tag. */
export const language: string = wanted.map((tag) => tag.split("-")[0] ?? tag).find((tag) => tag in languages) ?? "en";

/** The sentences in use. */
export const texts: Texts = languages[language] ?? en;
