// The engine's sentences in another language, found by the English templates they were made of: `There is nothing at {0}.`
//
// Nothing is decided by what comes out: it is for reading alone. What no template fits stays as it is.

/** Translations by English templates. Holes are numbered; `{0:n}` in a template is one for a measured number, and `{0!}` in a
 * translation one whose value is said by the engine, too, and translated. */
export type Catalog = Readonly<Record<string, string>>;

/** Letters between holes. */
interface Template {
  /** What stands before, between and behind the holes: one more than there are holes. */
  literals: string[];
  holes: Hole[];
  /** Letters of all literals. */
  weight: number;
}

interface Hole {
  number: number;
  measured: boolean;
  spoken: boolean;
}

interface Entry extends Template {
  english: string;
}

/** Nobody reads more than this; what is longer stays as it is. */
const LONGEST = 10_000;

/** Sentences within sentences. */
const DEEPEST = 4;

/** Sentences of one text that are looked for together. */
const TOGETHER = 4;

/** Words of a value between which another one may begin. */
const MOST_WORDS = 40;

/** Texts that are remembered. */
const REMEMBERED = 2_000;

const HOLE = /\{(\d+)(:n)?(!)?\}/;

function template(text: string): Template {
  const parts = text.split(HOLE);
  const literals = parts.filter((_, place) => place % 4 === 0);
  const holes = literals.slice(1).map((_, place) => {
    const [number, measured, spoken] = parts.slice(place * 4 + 1);
    return { number: Number(number), measured: measured !== undefined, spoken: spoken !== undefined };
  });
  return { literals, holes, weight: literals.reduce((sum, literal) => sum + literal.length, 0) };
}

/** The values by which `text` was made of the template, by their numbers; null when it was not. Each literal is looked for
 * once, from the left: that finds values wherever there are some. */
function values({ literals, holes }: Template, text: string): string[] | null {
  const [first = "", ...rest] = literals;
  const last = rest.pop();
  if (last === undefined) return text === first ? [] : null;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return null;
  const found: string[] = [];
  let at = first.length;
  for (let place = 0; place < holes.length; place += 1) {
    const literal = rest[place];
    const next = literal === undefined ? end : text.indexOf(literal, at);
    if (next < at || next + (literal?.length ?? 0) > end) return null;
    const { number } = holes[place] as Hole;
    const value = text.slice(at, next);
    // What is said twice is the same.
    if (found[number] !== undefined && found[number] !== value) return null;
    found[number] = value;
    at = next + (literal?.length ?? 0);
  }
  return found;
}

const first = (text: string, change: (letter: string) => string) => change(text.charAt(0)) + text.slice(1);
const raised = (text: string) => first(text, (letter) => letter.toUpperCase());
const lowered = (text: string) => first(text, (letter) => letter.toLowerCase());

/** Where one sentence ends and another begins. */
const BETWEEN = /(?<=[.?!]) (?=[\p{Lu}“`])/u;

/** A number alone, or with the unit of what is measured. */
const NUMBER = /^-?\d+(\.\d+)?$/;

/** What says that a number beside it is to be written elsewhere exactly so. */
const EXACT = /[=:"`]$/;

/** English names of languages, with their tags. */
function languages(): Map<string, string> {
  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const tags = letters.flatMap((one) => letters.map((other) => one + other));
  return new Map(tags.flatMap((tag) => {
    const name = names.of(tag);
    return name === undefined ? [] : [[name, tag] as const];
  }));
}

/** What says the engine's English texts in the language `tag`, a BCP 47 one. */
export function speaker(catalog: Catalog, tag: string): (text: string) => string {
  const whole = new Map<string, string>();
  const open: Entry[] = [];
  for (const english of Object.keys(catalog)) {
    const read = template(english);
    if (read.holes.length === 0) whole.set(english, catalog[english] ?? english);
    else open.push({ ...read, english });
  }
  open.sort((one, other) => other.weight - one.weight || one.holes.length - other.holes.length);
  const translated = new Map<string, Template>();
  const translation = (english: string) => {
    const known = translated.get(english) ?? template(catalog[english] ?? english);
    translated.set(english, known);
    return known;
  };

  const decimal = new Intl.NumberFormat(tag).formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
  const list = new Intl.ListFormat(tag, { type: "conjunction" });
  const nameOf = new Intl.DisplayNames([tag], { type: "language" });
  let tags: Map<string, string> | undefined;
  const languageName = (english: string) => {
    tags ??= languages();
    const known = tags.get(english);
    return known === undefined ? null : (nameOf.of(known) ?? null);
  };

  /** Between two values with nothing but a space between them, the first space parts them; the right one is that behind which
   * stands something known, as in `/films/my logo.png is empty`. */
  function parted(entry: Entry, found: string[], depth: number): string[] {
    const spoken = new Set(translation(entry.english).holes.filter((hole) => hole.spoken).map(({ number }) => number));
    const settled = [...found];
    entry.holes.slice(1).forEach(({ number }, place) => {
      const before = entry.holes[place]?.number ?? 0;
      if (entry.literals[place + 1] !== " " || !spoken.has(number) || inside(settled[number] ?? "", depth + 1) !== null) return;
      const words = `${settled[before]} ${settled[number]}`.split(" ");
      for (let split = 1; split < Math.min(words.length, MOST_WORDS); split += 1) {
        const rest = words.slice(split).join(" ");
        if (inside(rest, depth + 1) === null) continue;
        settled[before] = words.slice(0, split).join(" ");
        settled[number] = rest;
        return;
      }
    });
    return settled;
  }

  function filled(entry: Entry, lazily: string[], depth: number): string {
    const found = parted(entry, lazily, depth);
    const rates = entry.english.includes("frames a second");
    const written = entry.holes.map(({ number, measured }, place) => {
      const value = found[number] ?? "";
      const before = entry.literals[place] ?? "";
      return (measured || rates) && NUMBER.test(value) && !EXACT.test(before) ? value.replace(".", decimal) : value;
    });
    const shown = new Map(entry.holes.map(({ number }, place) => [number, written[place] ?? ""]));
    const { literals, holes } = translation(entry.english);
    let text = literals[0] ?? "";
    holes.forEach(({ number, spoken }, place) => {
      const value = shown.get(number) ?? "";
      const said = spoken ? inside(value, depth + 1) : null;
      const begins = text === "" && /[.?!]$/.test(entry.english);
      text += (said === null ? value : begins ? raised(said) : said) + (literals[place + 1] ?? "");
    });
    return text;
  }

  /** What fills a hole: a sentence or a piece of one, or several of a kind; null when nothing of it is known. */
  function inside(value: string, depth: number): string | null {
    if (value === "" || depth > DEEPEST) return null;
    const all = said(value, depth) ?? languageName(value);
    if (all !== null) return all;
    for (const change of [raised, lowered]) {
      const other = change(value) === value ? null : said(change(value), depth);
      if (other !== null) return change === raised ? other : raised(other);
    }
    const items = value.split(", ");
    if (items.length > 1 && items.length < 50) {
      const each = items.map((item) => said(item, depth) ?? languageName(item));
      if (each.some((item) => item !== null)) return each.map((item, place) => item ?? items[place]).join(", ");
    }
    const both = value.split(" and ");
    return both.length > 1 && both.every((word) => /^[\w-]+$/.test(word)) ? list.format(both) : null;
  }

  /** One that is made of one template; null when there is none. */
  function single(text: string, depth: number): { text: string; sure: boolean } | null {
    const plain = whole.get(text);
    if (plain !== undefined) return { text: plain, sure: true };
    for (const entry of open) {
      if (entry.weight > text.length) continue;
      const found = values(entry, text);
      if (found === null) continue;
      const spoken = new Set(translation(entry.english).holes.filter((hole) => hole.spoken).map(({ number }) => number));
      const sure = found.every((value, number) => spoken.has(number) || !BETWEEN.test(value));
      return { text: filled(entry, found, depth), sure };
    }
    return null;
  }

  /** A text of one or several sentences; null when none of them is known. */
  function said(text: string, depth: number): string | null {
    const one = single(text, depth);
    if (one?.sure) return one.text;
    // What it was about, and what somebody said of it.
    const colon = text.indexOf(": ");
    const about = colon < 0 ? undefined : whole.get(text.slice(0, colon));
    if (one === null && about !== undefined) {
      const rest = text.slice(colon + 2);
      return `${about}${tag.startsWith("fr") ? "\u202f" : ""}: ${inside(rest, depth + 1) ?? rest}`;
    }
    const several = sentences(text, depth);
    // A value may look like the end of a sentence.
    if (one !== null && !several.all) return one.text;
    if (several.text !== null) return several.text;
    if (one !== null) return one.text;
    const stopped = text.endsWith(".") ? single(text.slice(0, -1), depth) : null;
    return stopped === null ? null : `${stopped.text}.`;
  }

  /** Sentence by sentence, as many together as belong together. */
  function sentences(text: string, depth: number): { text: string | null; all: boolean } {
    const pieces = text.split(BETWEEN);
    if (pieces.length < 2 || depth > DEEPEST) return { text: null, all: false };
    const made: string[] = [];
    let known = 0;
    for (let at = 0; at < pieces.length; ) {
      let taken = Math.min(pieces.length - at, TOGETHER);
      // All of it was looked for already.
      if (taken === pieces.length) taken -= 1;
      let found: string | null = null;
      for (; taken > 0; taken -= 1) {
        found = single(pieces.slice(at, at + taken).join(" "), depth + 1)?.text ?? null;
        if (found !== null) break;
      }
      taken = Math.max(taken, 1);
      if (found !== null) known += taken;
      made.push(found ?? pieces.slice(at, at + taken).join(" "));
      at += taken;
    }
    return { text: known > 0 ? made.join(" ") : null, all: known === pieces.length };
  }

  const remembered = new Map<string, string>();
  return (text) => {
    const before = remembered.get(text);
    if (before !== undefined) return before;
    const spoken = text.length > LONGEST ? text : (said(text, 0) ?? text);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(text, spoken);
    return spoken;
  };
}
