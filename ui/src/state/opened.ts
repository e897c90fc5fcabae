// A video whose details are at hand.
import type { Details } from "../generated/Details";
import type { Video } from "../generated/Video";

/** A video that was opened: everything is known of it. */
export type Opened = Video & { details: Details };

/** Whether a video's details are at hand. */
export const isOpened = (video: Video): video is Opened => video.details !== null;

/** `video` with some of its details changed; as it is when they are not at hand. */
export function withDetails(video: Video, change: Partial<Details>): Video {
  return video.details ? { ...video, details: { ...video.details, ...change } } : video;
}
