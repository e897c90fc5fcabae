// The one interface between the window and whatever carries its words to the engine.
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Event as StudioEvent } from "../generated/Event";
import type { Told } from "../generated/Told";
import type { Wish } from "../generated/Wish";
import type { Words } from "../generated/Words";

/** Files that were dropped; a browser has to upload them before they have a path. */
export interface Dropped {
  /** How many. */
  count: number;
  /** Their absolute paths on the engine's machine, uploading first where that is needed. Rejects with a Failure. */
  paths(): Promise<string[]>;
}

/** What happens while files hover over the window. */
export interface DropHandlers {
  /** Files came over the window, or left it. */
  hover(over: boolean): void;
  /** Files were let go. */
  drop(dropped: Dropped): void;
}

/** What this host can do beyond the commands. */
export interface Capabilities {
  /** A dialog for the folder packages are made in. */
  chooseOutput: boolean;
  /** The window is the app's own: its keys may close it. */
  own: boolean;
}

/** How a subscription speaks. */
export interface Listener {
  /** One event; the first is a snapshot, and another snapshot may come at any time. */
  event(event: StudioEvent): void;
  /** Whether the engine can be heard. */
  connected(up: boolean): void;
}

/** The engine, as the window sees it. */
export interface Host {
  readonly capabilities: Capabilities;
  /** Carries out a command. Rejects with a `Failure`. */
  rpc(command: Command): Promise<Answer>;
  /** Listens from now on; subscribes again by itself after a gap or a lost connection. Returns the way to stop. */
  subscribe(listener: Listener): () => void;
  /** Watches files being dragged over the window. Returns the way to stop. */
  onDrop(handlers: DropHandlers): () => void;
  /** Lets the person pick videos and adds them. Rejects with a `Failure`. */
  chooseVideos(): Promise<Answer>;
  /** Lets the person pick files of subtitles or chapters and adds them to a video. Rejects with a `Failure`. */
  chooseBeside(video: number): Promise<Answer>;
  /** Lets the person pick a picture and makes it the watermark of a video. Rejects with a `Failure`. */
  chooseWatermark(video: number): Promise<Answer>;
  /** Lets the person pick a file of presets and takes what is in it. Rejects with a `Failure`. */
  choosePresets(): Promise<Answer>;
  /** Lets the person keep presets as a file. Rejects with a `Failure`. */
  savePresets(presets: string[]): Promise<void>;
  /** Hands the desktop around the window the words that it says, and listens to what it tells. Returns the way to stop. */
  attend(words: Words, told: (told: Told) => void): () => void;
  /** Wishes something of the desktop around the window; a browser grants nothing. */
  wish(wish: Wish): void;
}

/** The host this page runs in. The code for the other one is never loaded. */
export async function connect(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in window) {
    return (await import("./tauri")).tauriHost();
  }
  return (await import("./http")).httpHost();
}
