// Questions of which the engine answers the one that it heard last, which need not be the one that was asked last.
import type { Tried } from "./sheet.svelte";

/** How often a question is asked again: older ones that are underway are few, also while a key is held. */
const AGAIN = 8;

/**
 * What `ask` comes to. What is sent in one moment may arrive in another order: an older question that overtook this one is
 * overtaken in turn by asking again, as long as the answer is `wanted`.
 */
export async function insist(ask: () => Promise<Tried>, wanted: () => boolean): Promise<Tried> {
  for (let again = 0; ; again += 1) {
    const tried = await ask();
    if (!overtaken(tried) || !wanted() || again === AGAIN) return tried;
  }
}

/** Whether the engine has heard of another picture before this one was made. */
function overtaken(tried: Tried): boolean {
  if (!("answer" in tried)) return false;
  const { answer } = tried;
  return (answer.answer === "frame" && answer.frame === null) || (answer.answer === "glimpse" && answer.url === null);
}
