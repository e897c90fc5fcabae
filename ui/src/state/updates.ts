// Updates of the app, as the window shows them: pure.
import type { Release } from "../generated/Release";
import type { UpdateCommand } from "../generated/UpdateCommand";
import type { Updates } from "../generated/Updates";
import type { UpdateState } from "../generated/UpdateState";

/** What the person can do about an update. */
export type Act = UpdateCommand["act"];

/** The version that is spoken of. */
export function releaseOf(state: UpdateState): Release | null {
  return "release" in state ? state.release : null;
}

/** Whether it is said beside the list, and not in the settings alone: what waits for a word, or for which one was given. */
export function isNews({ state }: Updates): boolean {
  switch (state.is) {
    case "available":
      return state.answer === "open";
    case "loading":
    case "waiting":
    case "installing":
      return true;
    case "failed":
      return state.release !== null;
    default:
      return false;
  }
}

/** Whether the way to the settings is marked: there is one that the person may still want. */
export const isMarked = ({ state }: Updates): boolean => state.is === "available" && state.answer !== "skipped";

/** What can be done beside the list, the likeliest first. */
export function actsBeside(state: UpdateState): Act[] {
  switch (state.is) {
    case "available":
    case "failed":
      return ["install", "later"];
    case "loading":
    case "waiting":
      return ["stop"];
    default:
      return [];
  }
}

/** What can be done in the settings, the likeliest first. */
export function actsInSettings(state: UpdateState): Act[] {
  switch (state.is) {
    case "unknown":
    case "looking":
    case "up_to_date":
      return ["look"];
    case "available":
      return state.answer === "skipped" ? ["install", "look"] : ["install", "skip"];
    case "failed":
      return state.release === null ? ["look"] : ["install", "skip"];
    default:
      return actsBeside(state);
  }
}

/** How much of it is loaded, 0 to 100; null when it is not known how much there is. */
export function loaded(state: UpdateState): number | null {
  return state.is === "loading" && state.of ? Math.min(100, (100 * state.bytes) / state.of) : null;
}
