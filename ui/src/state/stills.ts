// Asking for the pictures of the cards that are seen: a while after the list stands still, each once until it goes.
import type { Video } from "../generated/Video";

/** Milliseconds without a change until the pictures are asked for. */
const CALM = 80;

/** The most that are asked for at once; the engine keeps about a hundred. */
const MOST = 48;

export class Stills {
  readonly #ask: (ids: number[]) => void;
  readonly #asked = new Set<number>();
  #seen: Video[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: (ids: number[]) => void) {
    this.#ask = ask;
  }

  /** These cards are seen now. */
  show(videos: Video[]): void {
    this.#seen = videos;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), CALM);
  }

  /** A video has its picture: should it go, it is asked for again. */
  came(id: number): void {
    this.#asked.delete(id);
  }

  /** The engine is another one: everything is asked for again when its card is seen. */
  forget(): void {
    this.#asked.clear();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    const wanted = this.#seen.filter(
      ({ id, still, state }) => still === null && !this.#asked.has(id) && !["probing", "refused"].includes(state.is),
    );
    const ids = wanted.slice(0, MOST).map(({ id }) => id);
    if (ids.length === 0) return;
    for (const id of ids) this.#asked.add(id);
    this.#ask(ids);
  }
}
