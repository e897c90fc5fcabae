// The window's memory: what the engine told, what is selected, and what to say. One for the whole window.
import { createContext } from "svelte";
import type { Answer } from "../generated/Answer";
import type { Choice } from "../generated/Choice";
import type { Command } from "../generated/Command";
import type { Event as StudioEvent } from "../generated/Event";
import type { Failure } from "../generated/Failure";
import type { Preferences } from "../generated/Preferences";
import type { PresetOption } from "../generated/PresetOption";
import type { Snapshot } from "../generated/Snapshot";
import type { Video } from "../generated/Video";
import type { Wish } from "../generated/Wish";
import { texts } from "../texts";
import { toFailure } from "../host/failure";
import type { Dropped, Host } from "../host/host";
import { inTurn } from "../host/in-turn";
import { closing, Desk } from "./desk.svelte";
import { change, fold, nothing, placeFor, selectedAfter, shortened } from "./fold";
import { only, present, ranged, toggled, type Marks } from "./marks";
import { Opening } from "./opening";
import { type Opened, withDetails } from "./opened";
import { convertible, interrupted, losing, places, removable, toBeNext } from "./queue";
import { Said } from "./said.svelte";
import { Settings } from "./settings.svelte";
import { Sheet, type Tried } from "./sheet.svelte";
import { Stills } from "./stills";
import { isMarked, type Act } from "./updates";

export class StudioStore extends Said {
  readonly #host: Host;
  #studio: Snapshot = $state.raw(nothing);
  #selectedId = $state<number | null>(null);
  #marks: Marks = $state.raw(only(null));
  readonly #opening = new Opening(
    (video) => this.#host.rpc({ command: "open", video }),
    (id) => this.#replace(id, shortened),
  );
  readonly #stills = new Stills((videos) => void this.rpc({ command: "show", videos }));
  /** The sheet of destinations. */
  readonly sheet = new Sheet((command) => this.tried(command));
  /** The sheet of settings. */
  readonly settings = new Settings();
  /** What the desktop around the window wants of it. */
  readonly desk = new Desk({
    open: (paths) => void this.#addDropped({ count: paths.length, paths: () => Promise.resolve(paths) }),
    choose: () => void this.choose(),
    settings: () => this.openSettings(),
    hush: () => document.querySelectorAll("video").forEach((video) => video.pause()),
    prefer: (on_close) => this.rpc({ command: "prefer", preferences: closing(this.#studio.preferences, on_close) }),
    wish: (wish) => this.wish(wish),
  });

  /** Whether the first snapshot has come. */
  known = $state(false);
  connected = $state(true);
  /** Files hover over the window. */
  hovering = $state(false);
  /** Files on their way to the engine. */
  arriving = $state(0);
  /** The offer to go on with what was interrupted was put off. */
  putOff = $state(false);
  #read = $state<string | null>(null);

  /** The selected video. */
  readonly selected: Video | null = $derived(
    this.#studio.videos.find((video) => video.id === this.#selectedId) ?? null,
  );

  /** Each queued video's place, from 1. */
  readonly places: Map<number, number> = $derived(places(this.#studio.videos));
  readonly interrupted: Video[] = $derived(this.#studio.videos.filter(interrupted));
  readonly marked: Video[] = $derived(this.#studio.videos.filter((video) => this.#marks.ids.has(video.id)));

  constructor(host: Host) {
    super();
    this.#host = inTurn(host);
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
    this.#marks = only(id);
    void this.#opening.open(this.#selectedId);
  }

  /** Whether a video is one of those that the next command is for. */
  isMarked(id: number): boolean {
    return this.#marks.ids.has(id);
  }

  /** Selects `id` alone. */
  select(id: number): void {
    this.selectedId = id;
    this.#marks = only(id);
  }

  /** Marks one more, or one less. */
  toggle(id: number): void {
    const marks = toggled(this.#marks, id);
    this.selectedId = marks.ids.has(id) ? id : ([...marks.ids].at(-1) ?? id);
    this.#marks = marks;
  }

  /** Marks all of `ids`, and none else. */
  markAll(ids: number[]): void {
    this.#marks = { ids: new Set(ids), from: ids[0] ?? null };
  }

  /** Marks everything between where the last selection was begun and `id`; `shown` is the list as it is seen. */
  range(shown: number[], id: number): void {
    const marks = ranged(this.#marks, shown, id);
    this.selectedId = id;
    this.#marks = marks;
  }

  get running() {
    return this.#studio.running;
  }

  /** What is to be said of the list itself. */
  get trouble(): string | null {
    return this.#studio.trouble === this.#read ? null : this.#studio.trouble;
  }

  /** What was said of the list has been read. */
  dismissTrouble(): void {
    this.#read = this.#studio.trouble;
  }

  get tools() {
    return this.#studio.tools;
  }

  /** Where packages are made. */
  get output(): string {
    return this.#studio.output;
  }

  /** Where packages can be published to, and what all publishes keep to. */
  get publishers() {
    return this.#studio.publishers;
  }

  /** How the app looks and behaves. */
  get preferences(): Preferences {
    return this.#studio.preferences;
  }

  /** Those that everybody has, then the person's. */
  get presets(): PresetOption[] {
    return this.#studio.presets;
  }

  /** The folders that are watched. */
  get watches() {
    return this.#studio.watches;
  }

  /** Updates of the app. */
  get updates() {
    return this.#studio.updates;
  }

  /** Does something about an update. */
  update(act: Act): void {
    void this.rpc({ command: "update", act });
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
    const leave = this.#host.attend(texts.desk, (told) => this.desk.heed(told));
    return () => {
      this.#stills.stop();
      unsubscribe();
      undrop();
      leave();
    };
  }

  /** Shows the settings: those of updates, when there is one that nobody has seen there yet. */
  openSettings(): void {
    this.settings.show(isMarked(this.updates) ? "updates" : "general");
  }

  /** Wishes something of the desktop around the window. */
  wish(wish: Wish): void {
    this.#host.wish(wish);
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

  /** Carries out a command whose failure is said where it was given. */
  tried(command: Command): Promise<Tried> {
    return this.#host.rpc(command).then(
      (answer) => ({ answer }),
      (reason: unknown) => ({ failure: toFailure(reason) }),
    );
  }

  async choose(): Promise<void> {
    try {
      this.#selectFirst(await this.#host.chooseVideos());
    } catch (reason) {
      this.complain(toFailure(reason));
    }
  }

  /** Lets the person add files of subtitles or chapters to a video. */
  async chooseBeside(video: Opened): Promise<void> {
    try {
      await this.#host.chooseBeside(video.id);
    } catch (reason) {
      this.complain(toFailure(reason));
    }
  }

  /** Lets the person choose the picture that is put over a video. */
  async chooseWatermark(video: Opened): Promise<void> {
    try {
      await this.#host.chooseWatermark(video.id);
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
      await this.#host.rpc({ command: "configure", video: video.id, choice });
      return null;
    } catch (reason) {
      this.#replace(video.id, (now) => withDetails(now, { choice: details.choice, ladder: details.ladder }));
      return toFailure(reason);
    }
  }

  /** Prefers something else of the app, shown at once: what is preferred next goes with it. */
  prefer(some: Partial<Preferences>): void {
    const preferences = { ...this.preferences, ...some };
    this.#studio = { ...this.#studio, preferences };
    void this.#host.rpc({ command: "prefer", preferences }).catch((reason: unknown) => this.complain(toFailure(reason)));
  }

  /** Has videos made as a preset says; what is refused hinders none of the others. */
  async applyPreset(videos: Video[], preset: string): Promise<void> {
    for (const { id } of videos) await this.rpc({ command: "apply_preset", video: id, preset });
  }

  /** Lets the person pick a file of presets, and says what came of it. */
  async importPresets(): Promise<void> {
    try {
      const answer = await this.#host.choosePresets();
      if (answer.answer === "imported") this.say(texts.presetsImported(answer.presets.length, answer.unread));
    } catch (reason) {
      this.complain(toFailure(reason));
    }
  }

  /** Writes presets into a file that the person names. */
  async savePresets(names: string[]): Promise<void> {
    try {
      await this.#host.savePresets(names);
    } catch (reason) {
      this.complain(toFailure(reason));
    }
  }

  /** Puts a video in the queue, as it is configured by then. */
  async convert(id: number): Promise<boolean> {
    try {
      await this.#host.rpc({ command: "convert", video: id });
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

  /** Has made again what is not right in a finished package. */
  async mend(id: number): Promise<void> {
    if (await this.rpc({ command: "mend", video: id })) await this.check(id);
  }

  /** Puts every ready video in the queue, first to last. */
  convertAll(): Promise<void> {
    return this.#each(this.videos.filter(convertible), "convert");
  }

  pause(id: number): void {
    void this.rpc({ command: "pause", video: id });
  }

  resume(id: number): void {
    void this.rpc({ command: "resume", video: id });
  }

  /** Goes on with a video whatever it waits for: when that is the mains, nothing waits for them any more. */
  async goOn({ id, state }: Video): Promise<void> {
    const battery = state.is === "paused" && state.pause.why === "battery";
    if (battery && (await this.rpc({ command: "pause_on_battery", on: false })) === null) return;
    this.resume(id);
  }

  /** Goes on with everything that the app's end has interrupted. */
  resumeInterrupted(): Promise<void> {
    return this.#each(this.interrupted, "resume");
  }

  /** Carries out a command for each of `videos`; what is refused hinders none of the others. */
  async #each(videos: Video[], command: "convert" | "pause" | "resume" | "cancel" | "remove"): Promise<void> {
    for (const { id } of videos) {
      if (command === "convert") await this.convert(id);
      else await this.rpc({ command, video: id });
    }
  }

  /** Does something with the marked ones; asks first when work would be lost. */
  async forEach(videos: Video[], command: "convert" | "pause" | "resume" | "cancel" | "remove"): Promise<boolean> {
    if ((command === "cancel" || command === "remove") && !(await this.#mayLose(videos))) return false;
    await this.#each(videos, command);
    return true;
  }

  /** Gives a conversion up, once the person knows what that loses. */
  cancel(video: Video): void {
    void this.forEach([video], "cancel");
  }

  /** Takes videos off the list, once the person knows what that loses. */
  remove(videos: Video[]): Promise<boolean> {
    return this.forEach(videos.filter(removable), "remove");
  }

  async #mayLose(videos: Video[]): Promise<boolean> {
    const lost = videos.filter((video) => losing(video) !== null);
    const [first] = lost;
    if (!first) return true;
    const much = losing(first);
    const alone = lost.length === 1;
    return this.ask({
      title: alone ? texts.discardAsk(first.title) : texts.discardAskMany(lost.length),
      text: alone && typeof much === "number" ? texts.losingPercent(much) : texts.losingSome,
      yes: texts.discard,
      no: texts.keep,
    });
  }

  /** Has a video converted before all others that wait. */
  async convertNext(id: number): Promise<void> {
    for (const command of toBeNext(this.videos, id)) {
      if ((await this.rpc(command)) === null) return;
    }
  }

  /** Moves a video one place up or down. */
  async move(id: number, by: -1 | 1): Promise<void> {
    const before = placeFor(this.videos, id, by);
    if (before !== undefined) await this.rpc({ command: "move", video: id, before });
  }

  /** Moves videos, as they stand, before another one, or to the end. */
  async moveBefore(ids: number[], before: number | null): Promise<void> {
    for (const { id } of this.videos.filter((video) => ids.includes(video.id))) {
      if (id !== before && (await this.rpc({ command: "move", video: id, before })) === null) return;
    }
  }

  /** Has another folder chosen for packages, and goes on in it. */
  async chooseFolderFor(id: number): Promise<void> {
    const before = this.output;
    if ((await this.rpc({ command: "choose_output" })) !== null && this.output !== before) this.resume(id);
  }

  /** These cards are seen: they get their pictures. */
  show(videos: Video[]): void {
    const { selected } = this;
    this.#stills.show(selected ? [selected, ...videos] : videos);
  }

  #take(event: StudioEvent): void {
    const before = this.#studio;
    this.#studio = fold(before, event);
    this.known ||= event.change === "snapshot";
    const { videos } = this.#studio;
    if (event.change === "found") this.sheet.found(event.name, event.finding);
    if (event.change === "video" && event.video.still !== null) this.#stills.came(event.video.id);
    if (event.change !== "snapshot" && event.change !== "removed" && videos.length === before.videos.length) return;
    this.selectedId = selectedAfter(before.videos, videos, this.selectedId);
    if (event.change === "removed") this.#marks = present(this.#marks, (id) => id !== event.video);
    if (event.change !== "snapshot") return;
    const there = new Set(videos.map(({ id }) => id));
    this.#marks = present(this.#marks, (id) => there.has(id));
    this.#stills.forget();
    void this.#opening.open(this.#selectedId);
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
