// A video in words.
import { describe, expect, test } from "vitest";
import type { Finding } from "../generated/Finding";
import type { AudioTrack } from "../generated/AudioTrack";
import type { Edits } from "../generated/Edits";
import type { Media } from "../generated/Media";
import type { Pause } from "../generated/Pause";
import type { Progress } from "../generated/Progress";
import type { State } from "../generated/State";
import { video } from "./fixtures";
import { broken, damageOf, facts, howFar, soundMade, standing, verdictOf } from "./words";

const sound = (channels: number, language: string): AudioTrack => ({
  index: 1, codec: "aac", channels, layout: null, sample_rate: 48_000, language, title: null, default: true, kind: "main" as const, duration: null, start: null,
});

const media = (audio: AudioTrack[]): Media => ({
  container: "mov",
  duration: 30,
  bytes: 1,
  video: {
    index: 0, codec: "h264", profile: null, coded: { width: 1920, height: 1080 }, display: { width: 1920, height: 1080 },
    rotation: 0, sample_aspect: { num: 1, den: 1 }, frame_rate: { num: 24000, den: 1001 }, base_rate: null,
    pixel_format: null, bits: 8, colour: { range: null, space: null, primaries: null, transfer: null },
    fields: "progressive", fields_seen: null, content: null, start: null, duration: null, frames: null, bit_rate: null, dolby_vision: null, mastering: null, light: null, captions: [], packets: null,
  },
  audio,
  subtitles: [],
  other_video: [],
  cover: null,
  chapters: [],
});

describe("facts", () => {
  test("size, rate, length, codec and sound", () => {
    expect(facts(video(1, {}, { media: media([sound(6, "en")]) }))).toBe("1920×1080 · 23.98 fps · 0:30 · H.264, English 5.1");
  });

  test("sound alone has a length and a codec", () => {
    const line = (codec: string) => facts(video(1, {}, { media: { ...media([{ ...sound(2, "und"), codec }]), video: null } }));
    expect([line("mp3"), line("pcm_s16le"), line("opus")]).toEqual([
      "0:30 · MP3, stereo sound",
      "0:30 · PCM, stereo sound",
      "0:30 · Opus, stereo sound",
    ]);
    expect(facts(video(1))).toBe("");
  });

  test("no sound, unknown languages, several tracks, and nothing known", () => {
    const line = (audio: AudioTrack[]) => facts(video(1, {}, { media: media(audio) })).split("H.264, ")[1];
    expect(line([])).toBe("no sound");
    expect(line([sound(2, "und")])).toBe("stereo sound");
    expect(line([sound(1, "de")])).toBe("German mono");
    expect(line([sound(2, "not a tag!")])).toBe("not a tag! stereo");
    expect(line([sound(2, "en"), sound(2, "de")])).toBe("2 sound tracks");
    expect(facts(video(1))).toBe("");
  });

  test("surround is made beside stereo", () => {
    const tracks = [sound(8, "en"), sound(2, "de"), sound(4, "fr")];
    const made = (edits: Partial<Edits>) => {
      const one = video(1, {}, { media: media(tracks.map((track, index) => ({ ...track, index }))) });
      const { choice } = one.details;
      return soundMade({ ...one, details: { ...one.details, choice: { ...choice, edits: { ...choice.edits, ...edits } } } });
    };
    expect(made({})).toBe("English 5.1 + stereo, German stereo, French stereo");
    expect(made({ surround: false, audio_tracks: [0] })).toBe("English stereo");
    expect([made({ audio_tracks: [] }), soundMade(video(1))]).toEqual(["", ""]);
  });
});

describe("standing", () => {
  const words = (state: State, rest = {}, place = 0) => standing(video(1, { state, ...rest }), place).words;
  const progress = { percent: 64.7, fps: 82, speed: 3.4, seconds_left: 12.2, rungs: [], fitting: null, measuring: null };

  test("every state has its words", () => {
    expect(words({ is: "probing" })).toBe("Looking at it…");
    expect(words({ is: "queued" }, {}, 1)).toBe("Next in line");
    expect([2, 3, 11, 22].map((place) => words({ is: "queued" }, {}, place))).toEqual([
      "2nd in line", "3rd in line", "11th in line", "22nd in line",
    ]);
    expect(words({ is: "converting" })).toBe("Starting…");
    expect(words({ is: "converting" }, { progress })).toBe("Converting · 12 s left");
    expect(words({ is: "converting" }, { progress: { ...progress, seconds_left: null } })).toBe("Converting");
    expect(words({ is: "failed", failure: { code: "disk_full", message: "" } })).toBe("Stopped: disk is full");
    expect(words({ is: "refused", failure: { code: "input_is_picture", message: "" } })).toBe(
      "Not added: a picture, not a video",
    );
  });

  test("a finished one tells its size, or its faults", () => {
    const fault: Finding = { rule: "8.1", level: "must", section: "package", title: "", verdict: "fail", note: null, faults: [] };
    const pack = { folder: "", bytes: 39e6, files: 1, rungs: [], report: { findings: [{ ...fault, level: "should" as const }] }, damage: null, rates: null, lost_texts: [] };
    expect(words({ is: "finished" }, { bytes: 39e6 })).toBe("Done · 39 MB");
    const wrong = { ...pack, report: { findings: [fault] } };
    expect(standing(video(1, { state: { is: "finished" } }, { package: wrong }), 0)).toEqual({ words: "Done · 1 fault", tone: "warn" });
    const damage = { text: "12 of its 30 seconds can be read", damage: { seconds: 12, expected_seconds: 30, errors: 1, first_error: null } };
    const kept = { ...pack, damage };
    expect(standing(video(1, { state: { is: "finished" } }, { package: kept }), 0)).toEqual({ words: "Done · damaged", tone: "warn" });
    expect([damageOf(kept), damageOf(pack)]).toEqual(["12 of its 30 seconds can be read", ""]);
    expect(broken({ findings: [fault, { ...fault, level: "should" }, { ...fault, verdict: "pass" }, { ...fault, section: "platform" }] })).toEqual({ must: 1, should: 1 });
    const advice = { ...fault, level: "should" as const };
    expect([[fault, advice], [advice], []].map((findings) => verdictOf({ findings }))).toEqual(["1 fault", "correct, 1 advice", "all correct"]);
  });
});

describe("what stands still", () => {
  const left = { percent: 64.7, fps: 82, speed: 3.41, seconds_left: 12.2, rungs: [], fitting: null, measuring: null };
  const paused = (pause: Pause, progress: Progress | null = left) => video(1, { state: { is: "paused", pause }, progress });

  test("says why, and how far it was", () => {
    expect(standing(paused({ why: "person" }), 0)).toEqual({ words: "Paused", tone: "idle" });
    expect(standing(paused({ why: "interrupted" }, null), 0)).toEqual({ words: "Interrupted", tone: "warn" });
    expect(standing(paused({ why: "away", path: "/x" }), 0).words).toBe("Waits for a drive");
    expect(standing(video(1, { state: { is: "pausing", pause: { why: "person" } } }), 0).words).toBe("Pausing…");
  });

  test("has the time that was left and no speed, unlike what runs", () => {
    expect(howFar(paused({ why: "person" }))).toBe("64% · 12 s left");
    expect(howFar(video(1, { state: { is: "converting" }, progress: left }))).toBe("64% · 3.4×");
    expect(howFar(video(1, { state: { is: "converting" }, progress: { ...left, fps: 0 } }))).toBe("64%");
    expect(howFar(paused({ why: "interrupted" }, null))).toBe("");
  });
});

test("a package that is away is not called done", () => {
  expect(standing(video(1, { state: { is: "finished" }, bytes: 9, astray: "It is gone." }), 0)).toEqual({ words: "Done · not found", tone: "warn" });
});

test("a finished video that is published, is being published, or could not be", () => {
  const publication = {
    id: 1, destination: "r2", folder: "/out/1", package: "film", version: "v1", publish: "p1", public_url: "https://a/v1", stable_url: "https://a", at: 1, files: 1, bytes: 1, leads: true,
  };
  const finished = { state: { is: "finished" as const }, bytes: 39_200_000 };
  const publishing = { destination: "r2", name: null, link: null, sending: null };
  const failed = { is: "failed" as const, failure: { code: "destination_away" as const, message: "It is away." } };
  const words = (rest: object) => standing(video(1, { ...finished, ...rest }), 0);
  expect(words({ publications: [publication] })).toEqual({ words: "Published", tone: "good" });
  expect(words({ publications: [{ ...publication, leads: false }] })).toEqual({ words: "Done · 39 MB", tone: "good" });
  expect(words({ publications: [publication], publishing: { ...publishing, state: { is: "sending" } } })).toEqual({ words: "Publishing", tone: "accent" });
  expect(words({ publishing: { ...publishing, state: failed } })).toEqual({ words: "Not published: the destination is away", tone: "bad" });
});
