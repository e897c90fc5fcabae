// The chapters of a programme: a WebVTT track whose cues are called like them, and places among them. Pure.

/** A part of a programme that has a name. */
export interface Chapter {
  /** Seconds at which it begins. */
  begin: number;
  /** Seconds at which it ends. */
  end: number;
  /** Any text. */
  title: string;
}

/** A stretch of the seek bar: a chapter, or what lies before, between or behind them. */
export type Stretch = Omit<Chapter, "title"> & { title: string | null };

/** Seconds into a chapter from which going back begins it again. */
const AGAIN = 3;

/** Seconds by which a video that was sent to a chapter may stand before it. */
const CLOSE = 0.05;

/** Seconds of a stretch without a name that is nothing of its own: sound often ends a little after the last chapter. */
const SLIVER = 1;

/** Stretches that can still be told apart on a bar. */
const MOST = 100;

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", lrm: "\u200e", rlm: "\u200f" };

const CUE = /^(?:(\d+):)?([0-5]\d):([0-5]\d\.\d{3})[ \t]+-->[ \t]+(?:(\d+):)?([0-5]\d):([0-5]\d\.\d{3})(?:[ \t]|$)/;

/** The chapters of a track, in order, one after another. What is no chapter is left out; text that is no track has none. */
export function parseChapters(text: string): Chapter[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? "")) return [];
  const found = lines.flatMap((line, index): Chapter[] => {
    const times = CUE.exec(line);
    if (!times) return [];
    const words = lines.slice(index + 1);
    const end = words.findIndex((word) => word.trim() === "");
    const title = plain(words.slice(0, end < 0 ? words.length : end).join(" "));
    const cue = { begin: seconds(times.slice(1, 4)), end: seconds(times.slice(4, 7)), title };
    return title !== "" && cue.begin < cue.end ? [cue] : [];
  });
  found.sort((a, b) => a.begin - b.begin);
  const ordered = found.map((chapter, index) => ({ ...chapter, end: Math.min(chapter.end, found[index + 1]?.begin ?? chapter.end) }));
  return ordered.filter(({ begin, end }) => begin < end);
}

/** The chapter in which `seconds` lies. */
export const chapterAt = (chapters: readonly Chapter[], seconds: number): Chapter | undefined =>
  chapters.find(({ begin, end }) => begin <= seconds + CLOSE && seconds + CLOSE < end);

/** Where to go for the chapter before: the beginning of this one, unless it has just begun. */
export const chapterBefore = (chapters: readonly Chapter[], seconds: number): number =>
  chapters.filter(({ begin }) => begin < seconds - AGAIN).at(-1)?.begin ?? 0;

/** Where to go for the chapter after this one; null behind the last. */
export const chapterAfter = (chapters: readonly Chapter[], seconds: number): number | null =>
  chapters.find(({ begin }) => begin > seconds + CLOSE)?.begin ?? null;

/** A bar of `total` seconds in its chapters, without a gap; one stretch when there are none, or too many. */
export function stretches(chapters: readonly Chapter[], total: number): Stretch[] {
  const all: Stretch[] = [];
  let at = 0;
  const upTo = (end: number, title: string | null) => {
    const last = all.at(-1);
    if (end <= at) return;
    if (title !== null || end - at >= SLIVER) all.push({ begin: at, end, title });
    // It goes to the chapter before it, or to the first.
    else if (last) last.end = end;
    else return;
    at = end;
  };
  for (const { begin, end, title } of chapters) {
    upTo(Math.min(begin, total), null);
    upTo(Math.min(end, total), title);
  }
  upTo(total, null);
  return all.length > 0 && all.length <= MOST ? all : [{ begin: 0, end: total, title: null }];
}

function seconds([hours = "0", minutes = "0", rest = "0"]: (string | undefined)[]): number {
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(rest);
}

/** A cue's text without its marks, on one line. */
function plain(text: string): string {
  const bare = text.replace(/<[^>]*>?/g, "");
  const read = bare.replace(/&(\w+);/g, (written, name: string) => ENTITIES[name] ?? written);
  return read.replace(/\s+/g, " ").trim();
}
