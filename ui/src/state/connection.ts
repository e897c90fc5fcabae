// A viewer's connection, played: which there are, and the chart of what comes over it. Pure.
import type { ViewerConnection } from "../generated/ViewerConnection";
import { language, texts } from "../texts";
import { bitRate } from "./format";

/** One of the connections that can be played. */
export interface Line {
  id: string;
  label: string;
  means: string;
  /** null for as fast as it goes. */
  connection: ViewerConnection | null;
}

const limited = (kilobits: number): Line => ({
  id: String(kilobits),
  label: (kilobits / 1000).toLocaleString(language),
  means: bitRate(kilobits * 1000),
  connection: { kilobits, dropouts: false },
});

/** From a fast one to a bad one. */
export const LINES: Line[] = [
  { id: "none", label: texts.noLimit, means: texts.noLimitMeans, connection: null },
  ...[20_000, 5_000, 2_000, 700].map(limited),
  { id: "dropouts", label: texts.dropouts, means: texts.dropoutsMeans, connection: { kilobits: 5_000, dropouts: true } },
];

/** How it was at one moment. */
export interface Sample {
  /** Seconds, of any clock. */
  at: number;
  /** Bits a second of what was loaded last; null before anything was. */
  throughput: number | null;
  /** Bits a second of the rung that is loaded; null before one is. */
  rung: number | null;
  /** Seconds that can be played without loading. */
  buffer: number;
}

/** Seconds that the chart shows. */
export const SPAN = 60;

/** What is kept once `sample` came: no more than is shown. */
export const kept = (samples: readonly Sample[], sample: Sample): Sample[] =>
  [...samples, sample].filter(({ at }) => at > sample.at - SPAN - 1);

/** Bits a second at the top of the chart: room above the highest rung, and above what the connection carries. */
export function top(rungs: readonly number[], connection: ViewerConnection | null): number {
  const most = Math.max(1, ...rungs);
  return 1.25 * (connection ? Math.max(most, Math.min(connection.kilobits * 1000, most * 3)) : most * 1.5);
}

/** A line through one value of the samples, the newest at the right: a path of SVG in a field of 100 by 100. */
export function path(samples: readonly Sample[], value: (sample: Sample) => number | null, most: number, steps = false): string {
  const now = samples.at(-1)?.at ?? 0;
  let drawn = "";
  for (const sample of samples) {
    const is = value(sample);
    if (is === null) continue;
    const x = round(100 - ((now - sample.at) / SPAN) * 100);
    const y = round(100 - Math.min(1, Math.max(0, is / most)) * 100);
    drawn += drawn === "" ? `M${x} ${y}` : steps ? `H${x}V${y}` : `L${x} ${y}`;
  }
  return drawn;
}

/** The same, with what is below it. */
export function area(samples: readonly Sample[], value: (sample: Sample) => number, most: number): string {
  const [first] = samples;
  const line = path(samples, value, most);
  if (!first) return line;
  const now = samples.at(-1)?.at ?? 0;
  return `${line}V100H${round(100 - ((now - first.at) / SPAN) * 100)}Z`;
}

const round = (number: number) => Math.round(number * 100) / 100;
