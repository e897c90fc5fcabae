// The pictures along a video, which come one after another, and the one under a handle that is moved.
import type { Frame } from "../generated/Frame";
import { insist } from "./insist";
import type { Tried } from "./sheet.svelte";
import type { LoadPicture } from "./wipe.svelte";

/** Has picture `number` of so many made. */
export type AskGlimpse = (number: number, many: number) => Promise<Tried>;

/** Has the picture made that is shown at so many seconds of the source. */
export type AskPicture = (seconds: number) => Promise<Tried>;

/** After so many in a row that cannot be made no more are asked for. */
const PATIENCE = 2;

export class Film {
  readonly #ask: AskGlimpse;
  /** Counts what was asked for: an answer that was overtaken is dropped. */
  #turn = 0;
  /** Addresses of the pictures; null for one that has not come. */
  pictures: (string | null)[] = $state.raw([]);
  /** Whether there are none to be had. */
  none = $state(false);

  constructor(ask: AskGlimpse) {
    this.#ask = ask;
  }

  /** Asks for so many pictures, one after another; those that there were stay until then. */
  async show(many: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.none = false;
    const before = this.pictures;
    this.pictures = Array.from({ length: many }, (_, number) => (before.length === many ? (before[number] ?? null) : null));
    let failed = 0;
    for (let number = 0; number < many; number += 1) {
      const tried = await insist(() => this.#ask(number, many), () => turn === this.#turn);
      if (turn !== this.#turn) return;
      const url = "answer" in tried && tried.answer.answer === "glimpse" ? tried.answer.url : null;
      // Somebody else asks for those of something else.
      if ("answer" in tried && url === null) return;
      if (url !== null) this.pictures = this.pictures.map((known, place) => (place === number ? url : known));
      failed = url === null ? failed + 1 : 0;
      this.none = url === null && number === 0;
      if (this.none || failed >= PATIENCE) return;
    }
  }

  /** Asks for no more. */
  stop(): void {
    this.#turn += 1;
  }

  /** The picture that is nearest to a place, as a share of the length; null when none has come. */
  nearest(share: number): string | null {
    const place = Math.floor(share * this.pictures.length);
    const order = this.pictures.map((url, number) => ({ url, far: Math.abs(number - place) })).sort((a, b) => a.far - b.far);
    return order.find(({ url }) => url !== null)?.url ?? null;
  }
}

const load: LoadPicture = (url) => {
  const image = new Image();
  image.src = url;
  return image.decode();
};

/** Follows a handle with exact pictures: one is asked for at a time, and then the one of where it is by then. */
export class Under {
  readonly #ask: AskPicture;
  readonly #load: LoadPicture;
  #wanted: number | null = null;
  #busy = false;
  /** The last one that came. */
  frame = $state.raw<Frame | null>(null);

  constructor(ask: AskPicture, loading: LoadPicture = load) {
    this.#ask = ask;
    this.#load = loading;
  }

  /** The handle is at so many seconds. */
  show(seconds: number): void {
    this.#wanted = seconds;
    if (!this.#busy) void this.#go();
  }

  /** No handle is moved any more. */
  forget(): void {
    this.#wanted = null;
    this.frame = null;
  }

  async #go(): Promise<void> {
    this.#busy = true;
    while (this.#wanted !== null) {
      const seconds: number = this.#wanted;
      const tried = await insist(() => this.#ask(seconds), () => this.#wanted === seconds);
      const frame = "answer" in tried && tried.answer.answer === "frame" ? tried.answer.frame : null;
      // A picture that does not load is none.
      const loaded: Frame | null = frame && (await this.#load(frame.url).then(() => frame, () => null));
      // It was let go of meanwhile.
      if (this.#wanted === null) break;
      if (loaded) this.frame = loaded;
      if (this.#wanted === seconds) break;
    }
    this.#busy = false;
  }
}
