// The keys a player has, as what they do. Pure.
import { chapterAfter, chapterBefore, type Chapter } from "./chapters";
import type { Player } from "./player.svelte";

/** What of a player the keys reach. */
export type Keyed = Pick<
  Player,
  "toggle" | "skip" | "seek" | "step" | "toggleMuted" | "toggleCaption" | "setVolume" | "time" | "length" | "volume"
>;

/** What of a key's event matters. */
export type Key = Pick<KeyboardEvent, "key" | "shiftKey">;

/** Where a key is pressed. */
export interface Place {
  /** The keyboard is in the player, and not elsewhere on the page. */
  inside: boolean;
  /** Those of the programme. */
  chapters: readonly Chapter[];
  /** Switches full screen. */
  full: () => void;
  /** Compares with the original, where there is one. */
  compare?: (() => void) | undefined;
}

/** Carries out a key; whether it was one of the player's. */
export function press(key: Key, player: Keyed, place: Place): boolean {
  const act = (key.shiftKey && jump(key.key, player, place)) || action(key.key, player, place);
  act?.();
  return act !== null;
}

/** From chapter to chapter, where there are some. */
function jump(key: string, player: Keyed, { chapters }: Place): (() => void) | null {
  if (chapters.length === 0) return null;
  switch (key) {
    case "ArrowLeft":
      return () => player.seek(chapterBefore(chapters, player.time));
    case "ArrowRight": {
      const next = chapterAfter(chapters, player.time);
      return () => {
        if (next !== null) player.seek(next);
      };
    }
    default:
      return null;
  }
}

function action(key: string, player: Keyed, { inside, full, compare }: Place): (() => void) | null {
  if (/^[0-9]$/.test(key)) return () => player.seek((player.length * Number(key)) / 10);
  switch (key) {
    case " ":
    case "k":
      return () => player.toggle();
    case "ArrowLeft":
      return () => player.skip(-5);
    case "ArrowRight":
      return () => player.skip(5);
    case "j":
      return () => player.skip(-10);
    case "l":
      return () => player.skip(10);
    case "m":
      return () => player.toggleMuted();
    case "c":
      return () => player.toggleCaption();
    case "f":
    case "F11":
      return full;
    case "w":
      return compare ?? null;
    case ",":
      return () => player.step(-1);
    case ".":
      return () => player.step(1);
    case "ArrowUp":
      return inside ? () => player.setVolume(player.volume + 0.1) : null;
    case "ArrowDown":
      return inside ? () => player.setVolume(player.volume - 0.1) : null;
    default:
      return null;
  }
}
