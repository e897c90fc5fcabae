// The player: a <video> element and hls.js as one thing with a state the window can show.
import type Hls from "hls.js";
import { createContext } from "svelte";
import type { RungOption } from "../generated/RungOption";
import type { Size } from "../generated/Size";
import { bufferedEnd, frameAt, named, nameOf, qualities, type QualityOption } from "./levels";
import type { Sample } from "./connection";
import { ahead, hold, limit, release, settings, worthwhile } from "./loading";
import { listenToVideo } from "./media-events";
import { staying } from "./staying";
import { StuckWatch } from "./stuck";
import { Recovery } from "./recovery";

/** What ended the playing. */
export type Problem = "network" | "media" | "codecs";

/** What to play. */
export interface Programme {
  url: string;
  /** The playlist still grows: begin at its start, not at its live edge. */
  growing: boolean;
  /** It begins by itself, without its sound unless the person has said how loud. */
  begins: boolean;
  ladder: RungOption[];
  framesPerSecond: number;
  /** Seconds; where a programme begins that was played before, or that is asked for from there. */
  from?: number;
  /** It comes over a network, and not from the app itself. */
  remote?: boolean;
}

/** Seconds from where a programme begins by itself that are not yet another place. */
const NEARBY = 0.25;

/** Seconds before the end in which there is nothing more to wait for. */
const LAST_PICTURES = 0.15;

/** Seconds before the end from which no other segment is to be counted on. */
const LAST_SEGMENT = 8;

/** How loud, kept from one video to the next. */
const sound = $state({ volume: 1, muted: false, touched: false });

export class Player {
  #video: HTMLVideoElement | null = null;
  #hls: Hls | null = null;
  #programme: Programme | null = null;
  /** Counts what was loaded, so that a load that comes late is dropped. */
  #turn = 0;
  #close = () => {};
  /** The level whose next segment is to be shown at once, though the video stands. */
  #refresh: number | null = null;
  /** Loaded once more, the video has not come back to where it was: what it says of itself is not told. */
  #resuming = false;
  /** Bits a second of what was loaded last; null before anything was. */
  #throughput: number | null = null;
  /** It comes over a viewer's connection that is played. */
  #limited = false;
  readonly #stuck = new StuckWatch(() => void this.refresh());
  /** hls.js tells the browser of no end when it has loaded the last segment once more, in another quality. */
  readonly #over = new StuckWatch(() => this.#tellEnd(), 400);
  #tellEnd = () => {};

  playing = $state(false);
  waiting = $state(false);
  ended = $state(false);
  /** Something of the video has been shown. */
  started = $state(false);
  /** Seconds. */
  time = $state(0);
  /** Seconds that the playlist has so far. */
  length = $state(0);
  /** Seconds up to which it can be played without loading. */
  buffered = $state(0);
  rate = $state(1);
  problem = $state<Problem | null>(null);
  qualities = $state.raw<QualityOption[]>([]);
  /** The name of the chosen quality; null for automatic. */
  pinned = $state<number | null>(null);
  /** The name of the quality that is playing. */
  current = $state<number | null>(null);
  tracks = $state.raw<{ index: number; name: string }[]>([]);
  track = $state(0);
  captions = $state.raw<{ index: number; name: string }[]>([]);
  /** The subtitles that are shown; null for none. */
  caption = $state<number | null>(null);
  /** Whether there is more than sound; null until it is known. */
  pictures = $state<boolean | null>(null);
  /** Pixels of the picture; null until there is one. */
  size = $state.raw<Size | null>(null);

  get volume(): number {
    return sound.volume;
  }

  get muted(): boolean {
    return sound.muted || sound.volume === 0;
  }

  /** Plays `programme` in `video`. */
  async load(video: HTMLVideoElement, programme: Programme): Promise<void> {
    if (programme.begins && !sound.touched) sound.muted = true;
    await this.#begin(video, programme);
  }

  async #begin(video: HTMLVideoElement, programme: Programme): Promise<void> {
    this.unload();
    this.#video = video;
    video.volume = sound.volume;
    video.muted = sound.muted;
    this.#close = listenToVideo(video, () => this.#see(video));
    await this.#attach(video, programme);
  }

  /** Lets go of the video. */
  unload(): void {
    this.#detach();
    this.#close();
    this.#close = () => {};
    this.#video = null;
    this.#programme = null;
    this.playing = this.waiting = this.ended = this.started = false;
    this.time = this.length = this.buffered = 0;
    this.rate = 1;
    this.problem = this.pinned = this.current = null;
    this.qualities = [];
    this.tracks = this.captions = [];
    this.track = 0;
    this.caption = this.pictures = this.size = null;
    this.#throughput = null;
  }

  /** Starts over after a problem, at the same place, with what is to be had now. */
  async again({ url, growing }: Pick<Programme, "url" | "growing">): Promise<void> {
    const [video, programme] = [this.#video, this.#programme];
    if (!video || !programme) return;
    const from = this.started ? this.time : (programme.from ?? 0);
    await this.#begin(video, { ...programme, url, growing, from, begins: true });
  }

  /**
   * Loads the same once more, for what it has by now, or what it has become. It goes on where it is, playing or not; what
   * is chosen stays, and so does what is shown, until there is more.
   */
  async refresh(become: Partial<Pick<Programme, "url" | "growing">> = {}): Promise<void> {
    const [video, programme] = [this.#video, this.#programme];
    if (!video || !programme) return;
    // Detached, it stands. What was about to begin by itself still does.
    const begins = !video.paused || (programme.begins && !this.started);
    this.#detach();
    this.#resuming = true;
    await this.#attach(video, { ...programme, ...become, from: this.time, begins });
  }

  async #attach(video: HTMLVideoElement, programme: Programme): Promise<void> {
    const turn = this.#turn;
    this.#programme = programme;
    const { default: HlsJs } = await import("hls.js");
    if (turn !== this.#turn) return;
    const { streamController } = HlsJs.DefaultConfig;
    const hls = new HlsJs({
      ...(programme.growing && { streamController: staying(streamController) }),
      startPosition: programme.from ?? (programme.growing ? 0 : -1),
      backBufferLength: 30,
      ...settings(programme.remote ?? false, this.started || programme.begins),
      ...(this.#limited && ahead(true)),
    });
    this.#hls = hls;
    this.#tellEnd = () => hls.trigger(HlsJs.Events.BUFFER_EOS, { type: null });
    this.#listen(hls, HlsJs);
    hls.attachMedia(video);
    hls.loadSource(programme.url);
    if (programme.begins) this.play();
  }

  #detach(): void {
    this.#turn += 1;
    this.#hls?.destroy();
    this.#hls = null;
    this.#refresh = null;
    this.#resuming = false;
    this.#stuck.stop();
    this.#over.stop();
  }

  play(): void {
    const video = this.#video;
    if (!video) return;
    if (video.ended) video.currentTime = 0;
    // A webview may refuse to start by itself; the play button is there then.
    video.play().catch(() => {});
  }

  toggle(): void {
    if (this.#video && !this.#video.paused && !this.#video.ended) this.#video.pause();
    else this.play();
  }

  /** Goes to a place in seconds, as far as there is one. */
  seek(seconds: number): void {
    if (!this.#video || this.length === 0) return;
    this.#video.currentTime = Math.min(Math.max(0, seconds), Math.max(0, this.length - 0.05));
    this.#see(this.#video);
  }

  skip(seconds: number): void {
    this.seek(this.time + seconds);
  }

  /** Goes one frame on (1) or back (-1) and stays there. */
  step(by: -1 | 1): void {
    this.#video?.pause();
    this.seek(frameAt(this.#video?.currentTime ?? 0, by, this.#programme?.framesPerSecond ?? 25));
  }

  setVolume(volume: number): void {
    sound.volume = Math.min(1, Math.max(0, volume));
    sound.muted = sound.volume === 0;
    this.#applySound();
  }

  toggleMuted(): void {
    if (this.muted && sound.volume === 0) sound.volume = 1;
    sound.muted = !this.#video?.muted;
    this.#applySound();
  }

  setRate(rate: number): void {
    // A video that is loaded again begins at its default rate.
    if (this.#video) this.#video.playbackRate = this.#video.defaultPlaybackRate = rate;
    this.rate = rate;
  }

  /** Pins a quality by name; null lets hls.js choose. */
  pin(name: number | null): void {
    const hls = this.#hls;
    if (!hls) return;
    const index = this.qualities.find((quality) => quality.name === name)?.index ?? -1;
    this.pinned = index < 0 ? null : name;
    // While it plays, the next segment comes in the new quality and nothing stops. While it stands, the frame that
    // is looked at is fetched anew; so is the last segment, which has none after it.
    const more = this.length - this.time > LAST_SEGMENT;
    if (index < 0 || (this.playing && more)) {
      hls.nextLevel = index;
    } else {
      if (this.ended) this.seek(this.length);
      this.#refresh = index;
      hls.currentLevel = index;
    }
  }

  /**
   * What comes over a slower connection of a viewer is loaded no further ahead than shows how that is; what was loaded over
   * another one goes, but for the segment that plays and the next.
   */
  limit(is: boolean): void {
    this.#limited = is;
    const hls = this.#hls;
    if (!hls) return;
    limit(hls, is);
    if (this.pinned === null) hls.nextLevel = -1;
  }

  /** How loading goes at this moment: bits a second of what was loaded last and of the rung that is loaded, seconds ahead. */
  loading(): Omit<Sample, "at"> & { name: string | null } {
    const level = this.#hls?.loadLevel ?? -1;
    return {
      throughput: this.#throughput,
      rung: this.#hls?.levels[level]?.bitrate ?? null,
      name: this.qualities.find(({ index }) => index === level)?.label ?? null,
      buffer: Math.max(0, this.buffered - this.time),
    };
  }

  /** Bits a second of each rung. */
  rungs(): number[] {
    return this.#hls?.levels.map(({ bitrate }) => bitrate) ?? [];
  }

  setTrack(index: number): void {
    if (this.#hls) this.#hls.audioTrack = index;
    this.track = index;
  }

  /** Shows subtitles, or none. */
  setCaption(index: number | null): void {
    if (this.#hls) this.#hls.subtitleTrack = index ?? -1;
    this.caption = index;
  }

  /** The first subtitles, or none when there are some. */
  toggleCaption(): void {
    this.setCaption(this.caption === null ? (this.captions[0]?.index ?? null) : null);
  }

  #applySound(): void {
    sound.touched = true;
    if (!this.#video) return;
    this.#video.volume = sound.volume;
    this.#video.muted = sound.muted;
  }

  #see(video: HTMLVideoElement): void {
    if (video !== this.#video) return;
    const ranges = Array.from({ length: video.buffered.length }, (_, index) => ({
      start: video.buffered.start(index),
      end: video.buffered.end(index),
    }));
    const buffered = bufferedEnd(ranges, video.currentTime);
    const playing = !video.paused && !video.ended;
    const ready = video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    this.#stuck.see({
      wants: video.seeking || playing,
      well: !video.seeking && ready,
      time: video.currentTime,
      ahead: buffered - video.currentTime,
    });
    const last = !this.#programme?.growing && video.duration - video.currentTime < LAST_PICTURES;
    this.#over.see({ wants: playing && last, well: ready, time: video.currentTime, ahead: Infinity });
    if (this.#resuming && video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.#resuming = false;
    this.playing = playing;
    this.ended = video.ended;
    this.waiting = playing && !ready;
    const away = (place: number) => Math.abs(video.currentTime - place) > NEARBY;
    this.started ||= playing || (away(0) && away(this.#programme?.from ?? 0));
    if (playing && this.#hls) release(this.#hls, this.pinned !== null);
    this.time = video.currentTime;
    this.length = Number.isFinite(video.duration)
      ? video.duration
      : video.seekable.length > 0
        ? video.seekable.end(video.seekable.length - 1)
        : 0;
    this.buffered = buffered;
    // What is seen, not what hls.js has loaded: it is ahead by a buffer.
    const size = { width: video.videoWidth, height: video.videoHeight };
    if (size.width === 0) return;
    this.current = nameOf(size, this.#programme?.ladder ?? []);
    if (size.width !== this.size?.width || size.height !== this.size.height) this.size = size;
  }

  #listen(hls: Hls, { Events, ErrorTypes, ErrorDetails }: typeof Hls): void {
    const recovery = new Recovery();
    const ladder = this.#programme?.ladder ?? [];
    const mayRetry = (answer?: number) =>
      this.#programme?.remote
        ? worthwhile(answer, this.buffered - this.time, hls.levels.length > 0, () => recovery.mayRetryNetwork())
        : recovery.mayRetryNetwork();
    const showLevels = () => {
      this.qualities = qualities(hls.levels, ladder);
      this.pictures = hls.levels.some(({ width, videoCodec }) => width > 0 || videoCodec !== undefined);
    };
    hls.on(Events.MANIFEST_PARSED, () => {
      showLevels();
      const pinned = this.qualities.find((quality) => quality.name === this.pinned);
      if (pinned) hls.loadLevel = pinned.index;
      else if (this.#programme?.remote && !this.#programme.begins && !this.started) hold(hls);
    });
    hls.on(Events.LEVELS_UPDATED, showLevels);
    hls.on(Events.AUDIO_TRACKS_UPDATED, (_, { audioTracks }) => (this.tracks = named(audioTracks)));
    hls.on(Events.AUDIO_TRACK_SWITCHED, (_, { id }) => (this.track = id));
    hls.on(Events.SUBTITLE_TRACKS_UPDATED, (_, { subtitleTracks }) => {
      this.captions = named(subtitleTracks);
      // What was chosen stays when the same is loaded once more; unasked, none is shown.
      hls.subtitleTrack = this.captions.some(({ index }) => index === this.caption) ? (this.caption ?? -1) : -1;
    });
    hls.on(Events.FRAG_CHANGED, (_, { frag }) => {
      // Sound has no size to be told by.
      if (this.#video?.videoWidth === 0) this.current = hls.levels[frag.level]?.bitrate ?? null;
    });
    hls.on(Events.FRAG_LOADED, (_, { frag: { type, stats } }) => {
      const took = stats.loading.end - stats.loading.start;
      if (type === "main" && took > 0) this.#throughput = (stats.loaded * 8000) / took;
    });
    hls.on(Events.FRAG_BUFFERED, (_, { frag }) => {
      recovery.wentWell();
      if (frag.type !== "main" || frag.level !== this.#refresh) return;
      this.#refresh = null;
      // A standing video draws a new frame only when it is sent somewhere, if only to where it is.
      if (this.#video?.paused) this.#video.currentTime += 0.001;
    });
    hls.on(Events.ERROR, (_, { fatal, type, details, response }) => {
      if (!fatal) return;
      const codecs = details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR;
      const turn = this.#turn;
      const retry = (how: () => void) => () => {
        if (turn === this.#turn) how();
      };
      if (type === ErrorTypes.MEDIA_ERROR && !codecs && recovery.mayRecoverMedia()) {
        hls.recoverMediaError();
      } else if (type === ErrorTypes.NETWORK_ERROR && mayRetry(response?.code)) {
        const url = this.#programme?.url ?? "";
        setTimeout(
          retry(() => (hls.levels.length > 0 ? hls.startLoad() : hls.loadSource(url))),
          recovery.pause(),
        );
      } else {
        this.problem = codecs ? "codecs" : type === ErrorTypes.NETWORK_ERROR ? "network" : "media";
        hls.stopLoad();
        this.#video?.pause();
      }
    });
  }
}

/** The player of the stage, for the ladder beside it, too. */
export const [usePlayer, providePlayer] = createContext<Player>();
