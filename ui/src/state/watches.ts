// What is said of a watched folder: pure.
import type { LastFound } from "../generated/LastFound";
import type { Watched } from "../generated/Watched";
import { speak } from "../said";
import { texts } from "../texts";

/** The colour of its dot. */
export function sign({ state, arriving }: Watched): "" | "accent" | "good" | "warn" | "bad" {
  switch (state.is) {
    case "watching":
      return arriving > 0 ? "accent" : "good";
    case "away":
      return "warn";
    case "refused":
      return "bad";
    case "starting":
    case "paused":
      return "";
  }
}

/** How it is with it, in words. */
export function stateWords({ state, arriving, done, failed }: Watched): string {
  const said = state.is === "refused" ? speak(state.failure.message) : texts.watchStates[state.is];
  if (state.is !== "watching") return said;
  const more = [arriving > 0 ? texts.watchArriving(arriving) : "", done > 0 ? texts.watchDone(done) : "", failed > 0 ? texts.watchUseless(failed) : ""];
  return [said, ...more].filter(Boolean).join(" · ");
}

/** What became of the last video that was found in it. */
export function became({ name, became }: LastFound): string {
  return became.is === "failed" ? texts.watchFailed(name, texts.failure(became.failure.code)) : texts.watchBecame[became.is](name);
}
