// The wipe: the original on the left of what plays, picture by picture the same.
import { createContext } from "svelte";
import type { Failure } from "../generated/Failure";
import type { Frame } from "../generated/Frame";
import { insist } from "./insist";
import type { Tried } from "./sheet.svelte";
import { Zoom } from "./zoom.svelte";

/** Has a picture of the original made: the one that is shown at so many seconds. */
export type AskFrame = (seconds: number) => Promise<Tried>;

/** Loads a picture, so that it is there at once when it is shown. */
export type LoadPicture = (url: string) => Promise<void>;

/** How far the divider goes with a key, and with Shift or a page key, in percent. */
const [STEP, LEAP] = [1, 10];

const load: LoadPicture = (url) => {
  const image = new Image();
  image.src = url;
  return image.decode();
};

export class Wipe {
  readonly #ask: AskFrame;
  readonly #load: LoadPicture;
  /** Counts what was asked for: an answer that was overtaken is dropped. */
  #turn = 0;
  /** Seconds of the picture that was shown last. */
  #last: number | null = null;

  readonly zoom = new Zoom();
  on = $state(false);
  /** Where the divider is, in percent of the picture's width. */
  at = $state(50);
  /** Seconds of the picture that the standing video shows; null until one was shown. */
  standing = $state<number | null>(null);
  /** The original's picture. */
  frame = $state.raw<Frame | null>(null);
  /** Another one than that is on its way. */
  waiting = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(ask: AskFrame, loading: LoadPicture = load) {
    this.#ask = ask;
    this.#load = loading;
  }

  toggle(): void {
    this.on = !this.on;
    if (!this.on) this.zoom.reset();
  }

  /** Follows which picture `video` shows, where it cannot tell by its rate. Returns the way to stop. */
  watch(video: HTMLVideoElement, framesPerSecond: number): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const shows = (seconds: number) => {
      this.#last = seconds;
      if (video.paused) this.standing = seconds;
    };
    if ("requestVideoFrameCallback" in video) {
      const each = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
        if (signal.aborted) return;
        shows(mediaTime);
        video.requestVideoFrameCallback(each);
      };
      video.requestVideoFrameCallback(each);
      video.addEventListener("pause", () => (this.standing = this.#last), { signal });
    } else {
      const look = () => shows(frameBegin((video as HTMLVideoElement).currentTime, framesPerSecond));
      for (const name of ["loadeddata", "seeked", "pause"]) {
        (video as HTMLVideoElement).addEventListener(name, look, { signal });
      }
    }
    return () => stop.abort();
  }

  /** Shows the original's picture of the time that the standing video shows. */
  async show(seconds: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.waiting = true;
    const tried = await insist(() => this.#ask(seconds), () => turn === this.#turn);
    if (turn !== this.#turn) return;
    const frame = "answer" in tried && tried.answer.answer === "frame" ? tried.answer.frame : null;
    // A picture that does not load is none.
    const loaded = frame && (await this.#load(frame.url).then(() => frame, () => null));
    if (turn !== this.#turn) return;
    this.failure = "failure" in tried ? tried.failure : null;
    this.frame = loaded;
    this.waiting = false;
  }

  /** What is shown says nothing of what comes. */
  forget(): void {
    this.#turn += 1;
    this.frame = this.failure = null;
    this.waiting = false;
  }

  move(percent: number): void {
    this.at = Math.min(100, Math.max(0, percent));
  }

  /** Moves the divider by a key; whether it was one of its. */
  press({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">): boolean {
    const step = shiftKey ? LEAP : STEP;
    const to = {
      ArrowLeft: this.at - step, ArrowDown: this.at - step, PageDown: this.at - LEAP, Home: 0,
      ArrowRight: this.at + step, ArrowUp: this.at + step, PageUp: this.at + LEAP, End: 100,
    }[key];
    if (to === undefined) return false;
    this.move(Math.round(to));
    return true;
  }
}

/** Seconds at which the picture begins that is shown at `time`. */
export const frameBegin = (time: number, framesPerSecond: number): number =>
  Math.floor(time * framesPerSecond + 0.01) / framesPerSecond;

/** The wipe of the player; none on a page that has no original. */
export const [useWipe, provideWipe] = createContext<Wipe>();
