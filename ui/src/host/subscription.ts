// A subscription that heals itself: it starts over after a gap in the sequence or a lost connection.
import type { Event as StudioEvent } from "../generated/Event";
import type { Listener } from "./host";

/** One attempt to listen, as a transport offers it. */
export interface Line {
  /** An event arrived. */
  event(event: StudioEvent): void;
  /** Nothing more will arrive. */
  lost(): void;
}

/** Starts to listen; returns the way to stop, which may be called before anything has arrived. */
export type Open = (line: Line) => () => void;

/** Waits and then calls back; returns the way to call it off. */
export type Later = (callback: () => void, milliseconds: number) => () => void;

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

const timer: Later = (callback, milliseconds) => {
  const id = setTimeout(callback, milliseconds);
  return () => clearTimeout(id);
};

/**
 * Keeps `listener` supplied from lines that `open` makes. Events of a line that was given up are ignored, so is
 * everything after the returned function was called.
 */
export function subscribe(open: Open, listener: Listener, later: Later = timer): () => void {
  let stopped = false;
  let generation = 0;
  let close = () => {};
  let callOff = () => {};
  let pause = FIRST_PAUSE;

  function start() {
    const mine = ++generation;
    const current = () => !stopped && mine === generation;
    let last: number | null = null;
    close = open({
      event(event) {
        if (!current()) return;
        if (event.change === "snapshot") {
          pause = FIRST_PAUSE;
          listener.connected(true);
        } else if (last === null || event.seq > last + 1) {
          again(last === null ? pause : 0);
          return;
        } else if (event.seq <= last) {
          return;
        }
        last = event.seq;
        listener.event(event);
      },
      lost() {
        if (!current()) return;
        listener.connected(false);
        again(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      },
    });
  }

  function again(milliseconds: number) {
    generation += 1;
    const old = close;
    close = () => {};
    callOff = later(() => {
      old();
      if (!stopped) start();
    }, milliseconds);
  }

  start();
  return () => {
    stopped = true;
    callOff();
    close();
  };
}
