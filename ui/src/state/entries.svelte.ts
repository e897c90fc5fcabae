// What is typed into the fields of the edits and not yet taken: kept until it is mended or given up.
import { createContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";

/** What stands in a field, and the sentence that says why it cannot be taken; empty while nothing is wrong. */
export interface Entry {
  text: string;
  wrong: string;
}

export class Entries {
  readonly #entries = new SvelteMap<string, Entry>();

  /** Whether something stands in a field that cannot be taken. */
  get wrong(): boolean {
    return [...this.#entries.values()].some((entry) => entry.wrong !== "");
  }

  /** What stands in the field `id`, unless it is what is in force. */
  of(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  put(id: string, text: string, wrong = ""): void {
    this.#entries.set(id, { text, wrong });
  }

  drop(id: string): void {
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }
}

/** The entries of the selected video. */
export const [useEntries, provideEntries] = createContext<Entries>();
