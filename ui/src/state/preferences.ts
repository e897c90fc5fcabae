// What is preferred of the app itself, as the window wears it: dark or light at once, another language once it is loaded anew.
import type { Preferences } from "../generated/Preferences";
import { language, languageFor } from "../texts";
import { reminded, remind } from "../texts/reminder";

/** The value of a select for what the system says. */
export const SYSTEM = "";

/** Each language in its own words. */
export const LANGUAGES: readonly { tag: string; name: string }[] = [
  { tag: "de", name: "Deutsch" },
  { tag: "en", name: "English" },
  { tag: "fr", name: "Français" },
];

/** The language that the window is to speak by these preferences. */
export const spoken = (preferences: Preferences, system: readonly string[]): string =>
  languageFor(preferences.language === null ? system : [preferences.language, ...system]);

/** Wears `preferences`. Answers whether the window has to be loaded anew to speak another language. */
export function wear({ appearance, language: wanted }: Preferences, root: HTMLElement, system: readonly string[]): boolean {
  if (appearance === "system") delete root.dataset.theme;
  else root.dataset.theme = appearance;
  remind({ appearance, language: wanted });
  // Without a place to remember it, it would be loaded anew for ever.
  return reminded().language === wanted && spoken({ language: wanted } as Preferences, system) !== language;
}
