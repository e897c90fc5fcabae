// The queue: whose turn comes when, what may be asked of a video, and what would be lost. Pure.
import type { Command } from "../generated/Command";
import type { Video } from "../generated/Video";

/** Each queued video's place, from 1: higher priorities first, then as they stand on the list. */
export function places(videos: Video[]): Map<number, number> {
  const queued = videos.filter((video) => video.state.is === "queued");
  queued.sort((a, b) => b.priority - a.priority);
  return new Map(queued.map(({ id }, index) => [id, index + 1]));
}

/** Whether a video is waiting for its turn or at work, and can stand still. */
export const pausable = ({ state }: Video): boolean => state.is === "queued" || state.is === "converting";

/** Whether a conversion stands still and can go on. */
export const resumable = ({ state }: Video): boolean => state.is === "paused";

/** Whether a conversion can be given up. */
export const cancellable = ({ state }: Video): boolean =>
  ["queued", "converting", "pausing", "paused"].includes(state.is);

/** Whether a video can be put in the queue by the button that converts all. */
export const convertible = ({ state }: Video): boolean => state.is === "ready";

/** Whether it can be said what a video is made into. */
export const presettable = ({ state }: Video): boolean => ["ready", "finished", "failed"].includes(state.is);

/** Whether a video can be taken off the list as it stands. */
export const removable = ({ state }: Video): boolean => !["converting", "pausing", "stopping"].includes(state.is);

/** Whether the app ended in the middle of a conversion, and nobody has said yet what becomes of it. */
export const interrupted = ({ state }: Video): boolean => state.is === "paused" && state.pause.why === "interrupted";

/** Whether a failed conversion can go on from what stands of it. */
export const keptAfterFailure = ({ state, playback }: Video): boolean => state.is === "failed" && playback !== null;

/** What giving up would lose: percent made, "some" when that is not known, or nothing. */
export function losing(video: Video): number | "some" | null {
  const { state, progress, playback } = video;
  if (!cancellable(video) && state.is !== "failed") return null;
  if (progress !== null && progress.percent >= 1) return Math.floor(progress.percent);
  if (playback !== null) return "some";
  // How much an earlier run of the app has made is not told.
  return state.is === "paused" && (state.pause.why === "interrupted" || state.pause.why === "person") ? "some" : null;
}

/** What has a video converted next: it is put in the queue when it is not, and before the others there. */
export function toBeNext(videos: Video[], id: number): Command[] {
  const video = videos.find((one) => one.id === id);
  if (!video) return [];
  const commands: Command[] = [];
  const others = videos.filter((one) => one.id !== id && one.state.is === "queued");
  const top = Math.max(...others.map((one) => one.priority), Number.NEGATIVE_INFINITY);
  const priority = Math.max(video.priority, top);
  if (priority !== video.priority) commands.push({ command: "prioritize", video: id, priority });
  const first = others.find((one) => one.priority === priority);
  if (first && videos.indexOf(first) < videos.indexOf(video)) {
    commands.push({ command: "move", video: id, before: first.id });
  }
  if (video.state.is === "paused" || keptAfterFailure(video)) commands.push({ command: "resume", video: id });
  else if (video.state.is !== "queued") commands.push({ command: "convert", video: id });
  return commands;
}
