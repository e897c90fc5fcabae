// Whether there is room for what will be made. Pure.
import { texts } from "../texts";
import { size } from "./format";

/** What a disk should keep free, in bytes: systems and other programs falter on a full one. */
const SPARE = 2_000_000_000;

/**
 * What to say of the room on the disk: empty when there is plenty, or nothing is known of it.
 *
 * @param needed Bytes that converting takes at most; zero when that is unknown.
 * @param free Bytes that are free; null when that is unknown.
 */
export function roomNote(needed: number, free: number | null): string {
  if (free === null || needed === 0) return "";
  if (needed > free) return texts.roomWanting(size(free));
  return free - needed < SPARE ? texts.roomTight(size(free - needed)) : "";
}
