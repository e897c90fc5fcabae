// What publishing shows of a video: its links, how far a publish is, what may be done. Pure.
import type { Destination } from "../generated/Destination";
import type { Publication } from "../generated/Publication";
import type { Publishing } from "../generated/Publishing";
import type { Video } from "../generated/Video";
import type { Opened } from "./opened";
import { texts } from "../texts";

/** A link: a name at a destination, and the versions it leads to or has led to. */
export interface Link {
  /** Tells it from others. */
  key: string;
  destination: string;
  name: string;
  /** The newest first. */
  versions: Publication[];
  /** The one that it leads to; null when it leads nowhere. */
  leads: Publication | null;
  /** The one that is shown: the one it leads to, else the newest. */
  shown: Publication;
}

/** The links of a video: those that lead somewhere first, of them the one that was published to last. */
export function links(publications: readonly Publication[]): Link[] {
  const keyOf = ({ destination, package: name }: Publication) => `${destination.toLowerCase()}/${name}`;
  const groups = new Map<string, [Publication, ...Publication[]]>();
  for (const one of [...publications].sort((a, b) => b.at - a.at || b.id - a.id)) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  const all = [...groups].map(([key, versions]) => {
    const [newest] = versions;
    const leads = versions.find((version) => version.leads) ?? null;
    return { key, destination: newest.destination, name: newest.package, versions, leads, shown: leads ?? newest };
  });
  return all.sort((a, b) => Number(b.leads !== null) - Number(a.leads !== null));
}

/** Whether a video's package can be ordered to be published: now, or as soon as it is made. */
export function publishable({ state, astray, publishing }: Video): boolean {
  if (["probing", "refused", "stopping"].includes(state.is) || astray !== null) return false;
  return publishing === null || !["early", "sending"].includes(publishing.state.is);
}

/** Whether a small version can go first: when the conversion is not begun yet. */
export const early = ({ state, details }: Opened): boolean => ["ready", "queued"].includes(state.is) && details.early_link;

/** Whether the package of a video is complete. */
export const complete = ({ state }: Video): boolean => state.is === "finished";

/** The name that a video's link has at a destination already; empty when it has none. */
export function nameAt({ publications, publishing }: Video, destination: string): string {
  const same = (name: string) => name.toLowerCase() === destination.toLowerCase();
  if (publishing?.name && same(publishing.destination)) return publishing.name;
  return links(publications).find((link) => same(link.destination))?.name ?? "";
}

/** Where a video is published to unless something else is chosen: the first place where it is not yet. */
export function nextPlace({ publications }: Video, destinations: readonly Destination[]): string | null {
  const taken = new Set(links(publications).map(({ destination }) => destination.toLowerCase()));
  const free = destinations.find(({ name }) => !taken.has(name.toLowerCase()));
  return (free ?? destinations[0])?.name ?? null;
}

/**
 * How much of a publish is there, 0 to 100; null before anything was sent. While the package is made, what is not yet
 * known of it counts, too: the share of what is known, of the share that is made.
 */
export function sent(video: Video): number | null {
  const sending = video.publishing?.sending;
  if (!sending || sending.of_bytes <= 0) return null;
  const known = (sending.bytes / sending.of_bytes) * 100;
  const made = complete(video) || video.publishing?.state.is === "early" ? 100 : (video.progress?.percent ?? 100);
  return Math.min(100, Math.max(0, (known * made) / 100));
}

/** What a publish is called as it stands. */
export const publishTitle = ({ state }: Publishing): string => texts.publishStates[state.is];

/** Why a publish that waits or stands still does, and what it does next; empty when there is nothing to say. */
export function publishWhy(video: Video): string {
  const { publishing, state } = video;
  if (publishing?.state.is === "early") return texts.publishEarlyWhy;
  if (publishing?.state.is === "paused") return publishing.sending ? texts.publishPausedWhy : "";
  if (publishing?.state.is === "away") return texts.publishAwayWhy;
  if (publishing?.state.is === "sending") return publishing.sending?.held_up ? texts.publishHeldUp : "";
  if (publishing?.state.is !== "waiting") return "";
  if (publishing.sending) return texts.publishWaitsAgain;
  switch (state.is) {
    case "ready":
    case "failed":
      return texts.publishWaits;
    case "finished":
    case "converting":
      return texts.publishBegins;
    default:
      return texts.publishWaitsQueue;
  }
}

/** Whether giving a publish up loses something. */
export const losesSent = ({ sending }: Publishing): boolean => (sending?.bytes ?? 0) > 0;

/** What taking a version down does: a sentence. */
export function takingDown(link: Link, version: Publication): string {
  return version.id === link.leads?.id ? texts.takesLinkDown : texts.takesVersionDown;
}
