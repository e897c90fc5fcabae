// Finding videos on a long list: by what is in their name, and by where they stand. Pure.
import type { Video } from "../generated/Video";
import { language } from "../texts";

/** What the list can be narrowed to. */
export type Group = "all" | "ready" | "working" | "paused" | "done" | "trouble";

/** All of them, as the menu has them. */
export const GROUPS: Group[] = ["all", "working", "paused", "ready", "done", "trouble"];

/** Letters that are written with a stroke or as one, which no decomposition takes apart. */
const PLAIN: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
const STROKED = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

/** `text` without case and accents, to be compared. */
export const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLocaleLowerCase(language)
    .replace(STROKED, (letter) => PLAIN[letter] ?? letter);

/** Titles as they are compared: of ten thousand, nobody waits for them twice. */
const known = new Map<string, string>();
const MOST_KNOWN = 50_000;

function plainTitle(title: string): string {
  let found = known.get(title);
  if (found === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    found = plain(title);
    known.set(title, found);
  }
  return found;
}

/** Where a video belongs when the list is narrowed. */
export function groupOf({ state, astray }: Video): Group {
  switch (state.is) {
    case "probing":
    case "ready":
      return "ready";
    case "queued":
    case "converting":
    case "pausing":
    case "stopping":
      return "working";
    case "paused":
      return "paused";
    case "finished":
      return astray === null ? "done" : "trouble";
    case "refused":
    case "failed":
      return "trouble";
  }
}

/** How many videos there are of each group. */
export function counts(videos: Video[]): Record<Group, number> {
  const found = { all: videos.length, ready: 0, working: 0, paused: 0, done: 0, trouble: 0 };
  for (const video of videos) found[groupOf(video)] += 1;
  return found;
}

/** The videos of `group` that have every word of `text` in their name, in order; the same list when that is all. */
export function matching(videos: Video[], text: string, group: Group): Video[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0 && group === "all") return videos;
  return videos.filter(
    (video) =>
      (group === "all" || groupOf(video) === group) && words.every((word) => plainTitle(video.title).includes(word)),
  );
}
