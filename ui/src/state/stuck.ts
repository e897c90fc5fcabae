// A video that stands though its next seconds are loaded: a webview may never end a seek. Pure but for its timer.

/** Milliseconds after which it is believed; a busy machine decodes a long GOP in less. */
const FIRST = 5000;
/** Seconds that have to be loaded: with less, it may still wait for more. */
const ENOUGH = 0.5;

/** What a video says of itself, as far as it may be stuck. */
export interface Standing {
  /** It is being sent somewhere, or would play if it could. */
  wants: boolean;
  /** It has what it wants. */
  well: boolean;
  /** Seconds. */
  time: number;
  /** Seconds loaded from there on. */
  ahead: number;
}

/** Has a stuck video mended. */
export class StuckWatch {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #time = 0;
  #patience: number;
  readonly #first: number;
  readonly #mend: () => void;

  /** Has it mended after so many milliseconds, twice as many with each time. */
  constructor(mend: () => void, first = FIRST) {
    this.#mend = mend;
    this.#first = this.#patience = first;
  }

  /** Told whenever something of the video may have changed. */
  see({ wants, well, time, ahead }: Standing): void {
    const stuck = wants && !well && ahead >= ENOUGH;
    if (!stuck || time !== this.#time) this.stop();
    if (well) this.#patience = this.#first;
    this.#time = time;
    if (!stuck) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#patience *= 2;
      this.#mend();
    }, this.#patience);
  }

  /** There is no video any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
