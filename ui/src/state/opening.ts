// Asking for the details of the video that is selected, and letting go of those that were looked at long ago.

/** Videos whose details stay in the window. */
const MOST_OPENED = 32;

export class Opening {
  readonly #ask: (id: number) => Promise<unknown>;
  readonly #drop: (id: number) => void;
  /** Those whose details are here, the last one last. */
  readonly #opened: number[] = [];
  #wanted: number | null = null;
  #busy = false;

  constructor(ask: (id: number) => Promise<unknown>, drop: (id: number) => void) {
    this.#ask = ask;
    this.#drop = drop;
  }

  /** Asks for the details of `id`; of several in quick succession only for the first and the last. */
  async open(id: number | null): Promise<void> {
    this.#wanted = id;
    if (this.#busy) return;
    this.#busy = true;
    for (let last: number | null = null; this.#wanted !== null && this.#wanted !== last; ) {
      last = this.#wanted;
      await this.#ask(last).catch(() => {});
      this.#keep(last);
    }
    this.#busy = false;
  }

  #keep(id: number): void {
    const at = this.#opened.indexOf(id);
    if (at >= 0) this.#opened.splice(at, 1);
    this.#opened.push(id);
    if (this.#opened.length > MOST_OPENED) this.#drop(this.#opened.shift() ?? id);
  }
}
