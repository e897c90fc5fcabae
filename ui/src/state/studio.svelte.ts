// The window's memory: what the engine told, what is selected, and what to say. One for the whole window.
import { createContext } from "svelte";
import type { Answer } from "../generated/Answer";
import type { Choice } from "../generated/Choice";
import type { Command } from "../generated/Command";
import type { Event as StudioEvent } from "../generated/Event";
import type { Failure } from "../generated/Failure";
import type { Snapshot } from "../generated/Snapshot";
import type { Video } from "../generated/Video";
import { toFailure } from "../host/failure";
import type { Dropped, Host } from "../host/host";
import { change, fold, nothing, placeFor, selectedAfter } from "./fold";
import { type Opened, withDetails } from "./opened";

/** Something said in passing. */
export interface Toast {
  id: number;
  message: string;
  bad: boolean;
}

const MOST_TOASTS = 3;

export class StudioStore {
  readonly #host: Host;
  #studio: Snapshot = $state.raw(nothing);
  #selectedId = $state<number | null>(null);
  /** A video's details are on their way. */
  #opening = false;
  #toastId = 0;
  /** Settles when the last command that waits for its turn has been answered. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Whether the first snapshot has come. */
  known = $state(false);
  connected = $state(true);
  /** Files hover over the window. */
  hovering = $state(false);
  /** Files on their way to the engine. */
  arriving = $state(0);
  toasts = $state.raw<Toast[]>([]);

  /** The selected video. */
  readonly selected: Video | null = $derived(
    this.#studio.videos.find((video) => video.id === this.#selectedId) ?? null,
  );

  constructor(host: Host) {
    this.#host = host;
  }

  get videos(): Video[] {
    return this.#studio.videos;
  }

  /** The selected video's number. Its details come once it is selected. */
  get selectedId(): number | null {
    return this.#selectedId;
  }

  set selectedId(id: number | null) {
    if (id === this.#selectedId) return;
    this.#selectedId = id;
    void this.#open();
  }

  get tools() {
    return this.#studio.tools;
  }

  /** Where packages are made. */
  get output(): string {
    return this.#studio.output;
  }

  get capabilities() {
    return this.#host.capabilities;
  }

  /** Listens to the engine and to drops. Returns the way to stop. */
  start(): () => void {
    const unsubscribe = this.#host.subscribe({
      event: (event) => this.#take(event),
      connected: (up) => (this.connected = up),
    });
    const undrop = this.#host.onDrop({
      hover: (over) => (this.hovering = over),
      drop: (dropped) => void this.#addDropped(dropped),
    });
    return () => {
      unsubscribe();
      undrop();
    };
  }

  /** Carries out a command; a failure is said in a toast and answered with null. */
  async rpc(command: Command): Promise<Answer | null> {
    try {
      return await this.#host.rpc(command);
    } catch (reason) {
      this.complain(toFailure(reason));
      return null;
    }
  }

  async choose(): Promise<void> {
    try {
      this.#selectFirst(await this.#host.chooseVideos());
    } catch (reason) {
      this.complain(toFailure(reason));
    }
  }

  /** As `attempt`, and says in a toast why the engine refuses. */
  async configure(video: Opened, choice: Choice): Promise<void> {
    const failure = await this.attempt(video, choice);
    if (failure) this.complain(failure);
  }

  /** Shows the choice at once and tells the engine; takes it back and gives the reason when the engine refuses. */
  async attempt(video: Opened, choice: Choice): Promise<Failure | null> {
    const names = choice.rungs;
    const { details } = video;
    const ladder = details.ladder.map((option) => ({
      ...option,
      chosen: names === null ? option.rung.suggested : names.includes(option.rung.name),
    }));
    this.#replace(video.id, (now) => withDetails(now, { choice, ladder }));
    try {
      await this.#inTurn({ command: "configure", video: video.id, choice });
      return null;
    } catch (reason) {
      this.#replace(video.id, (now) => withDetails(now, { choice: details.choice, ladder: details.ladder }));
      return toFailure(reason);
    }
  }

  /** Puts a video in the queue, as it is configured by then. */
  async convert(id: number): Promise<boolean> {
    try {
      await this.#inTurn({ command: "convert", video: id });
      return true;
    } catch (reason) {
      this.complain(toFailure(reason));
      return false;
    }
  }

  /** Checks a finished package again and shows what was found. */
  async check(id: number): Promise<void> {
    const answer = await this.rpc({ command: "check", video: id });
    if (answer?.answer !== "checked") return;
    const { report } = answer;
    this.#replace(id, (now) => {
      const made = now.details?.package;
      return made ? withDetails(now, { package: { ...made, report } }) : now;
    });
  }

  /** Puts every ready video in the queue, first to last. */
  async convertAll(): Promise<void> {
    for (const { id, state } of this.videos) {
      if (state.is === "ready" && !(await this.convert(id))) return;
    }
  }

  async move(id: number, by: -1 | 1): Promise<void> {
    const before = placeFor(this.videos, id, by);
    if (before !== undefined) await this.rpc({ command: "move", video: id, before });
  }

  complain(failure: Failure): void {
    this.say(failure.message, true);
  }

  say(message: string, bad = false): void {
    if (this.toasts.some((toast) => toast.message === message)) return;
    this.toasts = [...this.toasts, { id: ++this.#toastId, message, bad }].slice(-MOST_TOASTS);
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  #take(event: StudioEvent): void {
    const before = this.#studio;
    this.#studio = fold(before, event);
    this.known ||= event.change === "snapshot";
    this.selectedId = selectedAfter(before.videos, this.#studio.videos, this.selectedId);
    if (event.change === "snapshot") void this.#open();
  }

  /** Asks for the details of the selected video; of those that are passed by quickly, only for the last. */
  async #open(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    for (let id: number | null = null; id !== this.#selectedId; ) {
      id = this.#selectedId;
      if (id !== null) await this.rpc({ command: "open", video: id });
    }
    this.#opening = false;
  }

  /** One after another: what is configured last is what is converted. */
  #inTurn(command: Command): Promise<Answer> {
    const answer = this.#turn.then(() => this.#host.rpc(command));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  #replace(id: number, how: (video: Video) => Video): void {
    this.#studio = { ...this.#studio, videos: change(this.#studio.videos, id, how) };
  }

  async #addDropped(dropped: Dropped): Promise<void> {
    this.arriving += dropped.count;
    try {
      const paths = await dropped.paths();
      this.#selectFirst(await this.#host.rpc({ command: "add", paths }));
    } catch (reason) {
      this.complain(toFailure(reason));
    } finally {
      this.arriving -= dropped.count;
    }
  }

  #selectFirst(answer: Answer): void {
    const first = answer.answer === "added" ? answer.videos[0] : undefined;
    if (first !== undefined) this.selectedId = first;
  }
}

/** The store of the window, for every part in it. */
export const [useStudio, provideStudio] = createContext<StudioStore>();
