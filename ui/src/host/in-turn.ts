// A host that hears in the order in which it was spoken to: of commands that change something, the last one counts.
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Host } from "./host";

/** They are answered at once, and what comes of them depends on what was sent before. */
const ORDERED = new Set([
  "configure", "apply_preset", "keep_preset", "add_preset", "rename_preset", "remove_preset", "prefer",
  "convert", "pause", "resume", "cancel", "remove", "pause_all", "resume_all", "try", "end_trial",
  "move", "prioritize", "convert_at_once", "pause_on_battery", "play_over",
  "publish", "pause_publish", "cancel_publish", "limit_upload",
] satisfies Command["command"][] as Command["command"][]);

/** `host`, to which each of these is sent when the one before was answered: what is underway together may arrive in another order. */
export function inTurn(host: Host): Host {
  let last: Promise<unknown> | null = null;
  const rpc = (command: Command): Promise<Answer> => {
    if (!ORDERED.has(command.command)) return host.rpc(command);
    const answer = last ? last.then(() => host.rpc(command)) : host.rpc(command);
    const rest = () => {
      if (last === settled) last = null;
    };
    const settled: Promise<void> = answer.then(rest, rest);
    last = settled;
    return answer;
  };
  return { ...host, rpc };
}
