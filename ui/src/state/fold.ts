// Events folded into what is shown: pure, nothing is changed in place, so an unchanged video stays the same object.
import type { Event as StudioEvent } from "../generated/Event";
import type { Preferences } from "../generated/Preferences";
import type { Publishers } from "../generated/Publishers";
import type { Running } from "../generated/Running";
import type { Snapshot } from "../generated/Snapshot";
import type { Updates } from "../generated/Updates";
import type { Video } from "../generated/Video";

const running: Running = { at_once: 1, wished: null, pause_on_battery: false, on_battery: null, free: null };

const publishers: Publishers = { destinations: [], limit: null };

const preferences: Preferences = { language: null, appearance: "system", notify: true, on_close: "ask", welcomed: true, look_for_updates: true };

const updates: Updates = { version: "", looked: null, state: { is: "unknown" }, waits: false };

/** What the window shows before the first snapshot: nothing. */
export const nothing: Snapshot = {
  videos: [],
  tools: { is: "looking" },
  output: "",
  running,
  publishers,
  preferences,
  presets: [],
  watches: [],
  updates,
  trouble: null,
};

/** What `event` makes of `studio`. The sequence is the subscription's concern. */
export function fold(studio: Snapshot, event: StudioEvent): Snapshot {
  switch (event.change) {
    case "snapshot":
      return event.studio;
    case "video":
      return { ...studio, videos: put(studio.videos, event.video) };
    case "progress":
      return {
        ...studio,
        videos: change(studio.videos, event.video, (video) => ({ ...video, progress: event.progress })),
      };
    case "removed":
      return { ...studio, videos: studio.videos.filter((video) => video.id !== event.video) };
    case "order":
      return { ...studio, videos: ordered(studio.videos, event.videos) };
    case "tools":
      return { ...studio, tools: event.tools };
    case "running":
      return { ...studio, running: event.running };
    case "preferences":
      return { ...studio, preferences: event.preferences };
    case "presets":
      return { ...studio, presets: event.presets };
    case "watches":
      return { ...studio, watches: event.watches };
    case "updates":
      return { ...studio, updates: event.updates };
    case "output":
      return { ...studio, output: event.folder };
    case "publishing":
      return {
        ...studio,
        videos: change(studio.videos, event.video, (video) => ({ ...video, publishing: event.publishing })),
      };
    case "trial":
      return {
        ...studio,
        videos: change(studio.videos, event.video, (video) => ({ ...video, trial: event.trial })),
      };
    case "publishers":
      return { ...studio, publishers: event.publishers };
    // What a test has found is its screen's concern.
    case "found":
      return studio;
  }
}

/** `video` as the list has it, without what was opened. */
export const shortened = (video: Video): Video => ({ ...video, details: null });

/** `videos` with the one called `id` changed; the same list when there is none. */
export function change(videos: Video[], id: number, how: (video: Video) => Video): Video[] {
  const index = videos.findIndex((video) => video.id === id);
  const video = videos[index];
  return video === undefined ? videos : replaced(videos, index, how(video));
}

/** Which video is selected once `before` has become `after`: the same, else the one in its place, else none. */
export function selectedAfter(before: Video[], after: Video[], selected: number | null): number | null {
  if (after.some((video) => video.id === selected)) return selected;
  const index = before.findIndex((video) => video.id === selected);
  const place = Math.min(Math.max(index, 0), after.length - 1);
  return after[place]?.id ?? null;
}

/** Before which video `id` has to be moved to be one place up (-1) or down (1); undefined when it cannot go there. */
export function placeFor(videos: Video[], id: number, by: -1 | 1): number | null | undefined {
  const index = videos.findIndex((video) => video.id === id);
  if (index < 0 || index + by < 0 || index + by >= videos.length) return undefined;
  return videos[by === -1 ? index - 1 : index + 2]?.id ?? null;
}

function put(videos: Video[], video: Video): Video[] {
  const index = videos.findIndex((old) => old.id === video.id);
  const old = videos[index];
  // The engine leaves out details that it has not at hand; they have not changed.
  return old ? replaced(videos, index, { ...video, details: video.details ?? old.details }) : [...videos, video];
}

const replaced = (videos: Video[], index: number, video: Video): Video[] =>
  videos.map((old, at) => (at === index ? video : old));

function ordered(videos: Video[], ids: number[]): Video[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  const rank = (video: Video) => place.get(video.id) ?? ids.length;
  return [...videos].sort((a, b) => rank(a) - rank(b));
}
