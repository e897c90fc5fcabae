// The keys a player has, as what they do. Pure.
import type { Player } from "./player.svelte";

/** What of a player the keys reach. */
export type Keyed = Pick<
  Player,
  "toggle" | "skip" | "seek" | "step" | "toggleMuted" | "toggleCaption" | "setVolume" | "length" | "volume"
>;

/** Carries out `key`; whether it was one of the player's. `full` switches full screen. */
export function press(key: string, player: Keyed, full: () => void, inside: boolean): boolean {
  const act = action(key, player, full, inside);
  act?.();
  return act !== null;
}

function action(key: string, player: Keyed, full: () => void, inside: boolean): (() => void) | null {
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
      return full;
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
