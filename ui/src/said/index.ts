// What the engine says, as the window shows it. Its sentences are English; catalogs in other languages are loaded when one is
// spoken. Another language is a file beside `de.ts` and a line here.
import { type Catalog, speaker } from "./speaker";

/** The catalogs there are, by BCP 47 tags. */
const CATALOGS: Record<string, () => Promise<{ said: Catalog }>> = { de: () => import("./de"), fr: () => import("./fr") };

let inLanguage = (text: string): string => text;

/** A text of the engine, in the language that was learned. For showing alone: nothing is decided by it. */
export const speak = (text: string): string => inLanguage(text);

/** Learns to say the engine's sentences in `language`, a BCP 47 tag. In one that there is no catalog of, or whose catalog does
 * not load, they stay English. */
export async function learn(language: string): Promise<void> {
  try {
    const catalog = await CATALOGS[language]?.();
    inLanguage = catalog ? speaker(catalog.said, language) : (text) => text;
  } catch {
    inLanguage = (text) => text;
  }
}
