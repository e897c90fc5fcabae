// What an update is called, and what is done about it, in the window's words.
import type { Updates } from "../generated/Updates";
import type { UpdateState } from "../generated/UpdateState";
import type { Act } from "../state/updates";
import { texts } from "../texts";

/** How it stands with it, in a line. */
export function titleOf(state: UpdateState): string {
  switch (state.is) {
    case "off":
      return state.why.because === "packaged" ? texts.packagedBy(state.why.by) : texts.noUpdates[state.why.because];
    case "unknown":
      return texts.updateUnknown;
    case "looking":
      return texts.updateLooking;
    case "up_to_date":
      return texts.upToDate;
    case "available":
      return texts.updateThere(state.release.version);
    case "loading":
      return texts.updateLoading(state.release.version);
    case "waiting":
      return texts.updateWaiting(state.release.version);
    case "installing":
      return texts.updateInstalling(state.release.version);
    case "failed":
      return state.release === null ? "" : texts.updateFailed(state.release.version);
  }
}

/** What it is called to do something about it. */
export function nameOfAct(act: Act, { state, waits }: Updates): string {
  if (act === "install" && state.is === "failed") return texts.updateAgain;
  return act === "install" && waits ? texts.updateAfterWork : texts.updateActs[act];
}
