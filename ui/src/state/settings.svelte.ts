// The sheet of settings: whether it is open, and which part of it is seen.

/** The parts, in their order. */
export const PARTS = ["general", "converting", "presets", "watched", "destinations", "updates"] as const;

/** One of them. */
export type Part = (typeof PARTS)[number];

/** What survives the window's being loaded anew for another language. */
const KEY = "settings";

export class Settings {
  open = $state(false);
  part = $state<Part>("general");

  constructor() {
    const before = globalThis.sessionStorage?.getItem(KEY);
    const part = PARTS.find((one) => one === before);
    if (part) this.show(part);
    globalThis.sessionStorage?.removeItem(KEY);
  }

  /** Opens it. */
  show(part: Part = "general"): void {
    this.part = part;
    this.open = true;
  }

  close(): void {
    this.open = false;
  }

  /** The window is about to be loaded anew: afterwards it is as it is now. */
  survive(): void {
    if (this.open) sessionStorage.setItem(KEY, this.part);
  }
}
