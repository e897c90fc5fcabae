// How often a broken playback is mended before it is given up, as hls.js advises. Pure but for the clock passed in.

const MEDIA_EVERY = 5000;
const NETWORK_TRIES = 6;
const FIRST_PAUSE = 300;

/** The tries of one playback. */
export class Recovery {
  #media = Number.NEGATIVE_INFINITY;
  #network = 0;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Something was loaded and appended: the network is as good as new. */
  wentWell(): void {
    this.#network = 0;
  }

  /** Once in five seconds; twice in a row means that the media itself is broken. */
  mayRecoverMedia(): boolean {
    const now = this.#now();
    if (now - this.#media < MEDIA_EVERY) return false;
    this.#media = now;
    return true;
  }

  /** Six times without a success between them. */
  mayRetryNetwork(): boolean {
    this.#network += 1;
    return this.#network <= NETWORK_TRIES;
  }

  /** Milliseconds to wait before the try just allowed. */
  pause(): number {
    return FIRST_PAUSE * 2 ** (this.#network - 1);
  }
}
