// What has to be known before the engine has told anything, so that nothing flashes: kept by the web view itself.
import type { Appearance } from "../generated/Appearance";

/** What is kept. */
export interface Reminder {
  appearance: Appearance;
  /** A BCP 47 tag; null for the system's. */
  language: string | null;
}

const KEY = "preferences";

const NOTHING: Reminder = { appearance: "system", language: null };

/** What was kept last; the system's ways when nothing was, or it cannot be read. */
export function reminded(): Reminder {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Reminder>;
    const { appearance, language } = kept;
    return {
      appearance: appearance === "dark" || appearance === "light" ? appearance : "system",
      language: typeof language === "string" ? language : null,
    };
  } catch {
    return NOTHING;
  }
}

/** Keeps it for the next start, where that is possible. */
export function remind(reminder: Reminder): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(reminder));
  } catch {
    // Private windows keep nothing: the engine tells it again.
  }
}
