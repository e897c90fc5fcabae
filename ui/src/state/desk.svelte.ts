// What the desktop around the window wants of it, and the question that closing it raises.
import type { OnClose } from "../generated/OnClose";
import type { Preferences } from "../generated/Preferences";
import type { Told } from "../generated/Told";
import type { Wish } from "../generated/Wish";

/** What can be done about work when the window is closed. */
export type Way = "go_on" | "pause";

/** What the desktop reaches of the window. */
export interface Reached {
  open(paths: string[]): void;
  choose(): void;
  settings(): void;
  hush(): void;
  prefer(on_close: OnClose): Promise<unknown>;
  wish(wish: Wish): void;
}

export class Desk {
  readonly #window: Reached;
  /** How many videos there is work on, while the person is asked what becomes of it. */
  closing = $state<number | null>(null);
  /** The list of shortcuts is shown. */
  keys = $state(false);

  constructor(window: Reached) {
    this.#window = window;
  }

  /** Does what the desktop tells. */
  heed(told: Told): void {
    switch (told.told) {
      case "open":
        return this.#window.open(told.paths);
      case "closing":
        this.closing = told.videos;
        return;
      case "choose":
        return this.#window.choose();
      case "settings":
        return this.#window.settings();
      case "hidden":
        this.closing = null;
        return this.#window.hush();
    }
  }

  /** The window stays. */
  stay(): void {
    this.closing = null;
  }

  /** The window is closed in this way; always, when that is wanted. */
  async close(way: Way, always: boolean): Promise<void> {
    this.closing = null;
    if (always) await this.#window.prefer(way);
    this.#window.wish(way);
  }
}

/** `preferences` with another way of closing. */
export const closing = (preferences: Preferences, on_close: OnClose): Preferences => ({ ...preferences, on_close });
