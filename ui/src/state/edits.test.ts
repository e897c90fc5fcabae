// Edits out of what is typed and chosen.
import { describe, expect, test } from "vitest";
import type { Edits } from "../generated/Edits";
import type { Media } from "../generated/Media";
import type { VideoTrack } from "../generated/VideoTrack";
import { added, asFound, changes, withEdits, type Read } from "./edits";
import { video } from "./fixtures";
import { drawing, margins, paced, readMargin, result, squared, trackOf, tracks, turned, upright, withTrack } from "./picture";
import { hasSurround, keptTracks, readDelay, soundNote, switchedTrack } from "./sound";
import { kept, lengthText, nudged, parseTime, readEnd, readPoster, readStart, timeText } from "./trim";

const edited = (rest: Partial<Edits>): Edits => ({ ...asFound, ...rest });
const wrong = (read: Read) => ("wrong" in read ? read.wrong : null);
const right = (read: Read) => ("edits" in read ? read.edits : null);

const picture = (index: number, rest: Partial<VideoTrack> = {}): VideoTrack => ({
  index, codec: "h264", profile: null, coded: { width: 1920, height: 1080 }, display: { width: 1920, height: 1080 },
  rotation: 0, sample_aspect: { num: 1, den: 1 }, frame_rate: null, base_rate: null, pixel_format: null, bits: 8,
  colour: { range: null, space: null, primaries: null, transfer: null }, fields: "progressive", fields_seen: null,
  content: null, start: null, duration: null, frames: null, bit_rate: null, dolby_vision: null, mastering: null, light: null, captions: [], packets: null, ...rest,
});

const sound = (index: number, channels: number) => ({
  index, codec: "aac", channels, layout: null, sample_rate: 48_000, language: "und", title: null, default: true, kind: "main" as const, duration: null, start: null,
});

const media = (rest: Partial<Media> = {}): Media => ({
  container: "mov", duration: 30, bytes: 1, video: picture(0), audio: [sound(1, 6), sound(2, 2)], subtitles: [], other_video: [], cover: null, chapters: [], ...rest,
});

describe("a choice", () => {
  test("counts what is changed, a trim once", () => {
    expect(changes(asFound)).toBe(0);
    expect(changes(edited({ trim_start: 1, trim_end: 2 }))).toBe(1);
    expect(changes(edited({ trim_end: 2, deinterlace: false, audio_tracks: [] }))).toBe(3);
    expect(changes(edited({ chapters: [] }))).toBe(1);
    const given = edited({ chapters: [{ begin: 0, title: "One" }], subtitle_files: ["/a.srt"] });
    expect(changes(given)).toBe(0);
    expect(added(given)).toEqual({ chapters: given.chapters, subtitle_files: ["/a.srt"] });
    expect(added(edited({ chapters: [] }))).toEqual({ chapters: null, subtitle_files: [] });
  });

  test("keeps its rungs unless the picture has another size", () => {
    const { choice } = video(1).details;
    const mine = { ...choice, rungs: [360] };
    expect(withEdits(mine, edited({ rotation: 90 })).rungs).toEqual([360]);
    expect(withEdits(mine, edited({ pixel_aspect: { num: 1, den: 1 } })).rungs).toBeNull();
    const crop = { left: 0, top: 0, width: 2, height: 2 };
    expect(withEdits({ ...mine, edits: edited({ crop }) }, edited({ crop: { ...crop } })).rungs).toEqual([360]);
  });
});

describe("a trim", () => {
  test("times as people write them, and as they are shown", () => {
    expect(["90", "1:30", "1:30.5", " 0:05,25 ", "1:02:03.5", "75."].map(parseTime)).toEqual([90, 90, 90.5, 5.25, 3723.5, 75]);
    expect(["", "abc", "1:60", "1:60:00", "-1", "1:2:3:4", ":30", "1e3", "1.2.3"].map(parseTime)).toEqual(Array(9).fill(null));
    expect([0, 90.5, 3723.125, 59.9999, 7.04].map(timeText)).toEqual(["0:00.0", "1:30.5", "1:02:03.125", "1:00.0", "0:07.04"]);
    expect(lengthText(30.033)).toBe("0:30.0");
    for (const seconds of [0.1, 12.345, 3599.9, 7200]) expect(parseTime(timeText(seconds))).toBe(seconds);
  });

  test("begins before it ends, within the source", () => {
    const ending = edited({ trim_end: 10 });
    expect(right(readStart(ending, "0:04", 30))).toEqual(edited({ trim_start: 4, trim_end: 10 }));
    expect(right(readStart(edited({ trim_start: 4 }), "", 30))).toEqual(asFound);
    expect(right(readStart(asFound, "0:00", 30))).toEqual(asFound);
    expect(wrong(readStart(ending, "0:10", 30))).toBe("The end comes after the beginning.");
    expect(wrong(readStart(asFound, "0:31", 30))).toBe("The video ends at 0:30.0.");
    expect(wrong(readStart(asFound, "soon", 30))).toContain("1:30.5");
    expect(right(readStart(asFound, "9:00", null))?.trim_start).toBe(540);
  });

  test("ends after it begins; the whole length is no trim", () => {
    const from = edited({ trim_start: 4 });
    expect(right(readEnd(from, "0:10.5", 30))).toEqual(edited({ trim_start: 4, trim_end: 10.5 }));
    expect(right(readEnd(edited({ trim_end: 9 }), "0:30.0", 30.033))).toEqual(asFound);
    expect(right(readEnd(edited({ trim_end: 9 }), " ", 30))).toEqual(asFound);
    expect(wrong(readEnd(from, "0:04", 30))).toBe("The end comes after the beginning.");
    expect(wrong(readEnd(from, "0:31", 30))).toBe("The video ends at 0:30.0.");
    expect(right(readEnd(from, "9:00", null))?.trim_end).toBe(540);
  });

  test("the poster is in what is kept", () => {
    const from = edited({ trim_start: 4 });
    expect(right(readPoster(from, "0:00", 30))).toEqual(edited({ trim_start: 4, poster: 0 }));
    expect(right(readPoster(edited({ poster: 3 }), " ", 30))).toEqual(asFound);
    expect(wrong(readPoster(from, "0:27", 30))).toBe("The video ends at 0:26.0.");
    expect(wrong(readPoster(asFound, "the sunset", 30))).toContain("1:30.5");
    expect(right(readPoster(asFound, "9:00", null))?.poster).toBe(540);
  });

  test("what stays, and steps that keep within the source", () => {
    expect([kept(edited({ trim_start: 4 }), 30), kept(edited({ trim_end: 9 }), null), kept(asFound, null)]).toEqual([26, 9, null]);
    expect(nudged("", 0, 1, 30)).toBe("0:01.0");
    expect(nudged("0:29.5", 0, 10, 30.033)).toBe("0:30.0");
    expect(nudged("0:00.5", 0, -1, 30)).toBe("0:00.0");
    expect(nudged("1:00", 0, 1, null)).toBe("1:01.0");
  });
});

describe("a picture", () => {
  const phone = picture(0, { rotation: 90, display: { width: 1080, height: 1920 } });
  const tape = picture(0, { coded: { width: 720, height: 576 }, sample_aspect: { num: 64, den: 45 } });

  test("stands as the file means it, or as it was turned and shaped", () => {
    expect(upright(phone, asFound)).toEqual({ width: 1080, height: 1920 });
    expect(upright(phone, turned(phone, asFound, 0))).toEqual({ width: 1920, height: 1080 });
    expect(upright(tape, asFound)).toEqual({ width: 1024, height: 576 });
    expect(upright(tape, squared(asFound, true))).toEqual({ width: 720, height: 576 });
  });

  test("turned as the file says is as found, and a crop was meant for how it stood", () => {
    const crop = { left: 0, top: 0, width: 100, height: 100 };
    expect(turned(phone, edited({ rotation: 180, crop }), 90)).toEqual(asFound);
    expect(turned(phone, edited({ crop }), 180)).toEqual(edited({ rotation: 180 }));
    expect(squared(edited({ crop }), false)).toEqual(asFound);
    expect([paced(asFound, 25).frame_rate, paced(edited({ frame_rate: { num: 25, den: 1 } }), null)]).toEqual([{ num: 25, den: 1 }, asFound]);
  });

  test("is cut off side by side", () => {
    const track = picture(0);
    const top = right(readMargin(track, asFound, "top", "140"));
    expect(top?.crop).toEqual({ left: 0, top: 140, width: 1920, height: 940 });
    const both = right(readMargin(track, top ?? asFound, "bottom", "140"));
    expect(both?.crop).toEqual({ left: 0, top: 140, width: 1920, height: 800 });
    expect(margins(both?.crop ?? null, upright(track, asFound))).toEqual({ left: 0, top: 140, right: 0, bottom: 140 });
    expect(result(track, both ?? asFound)).toMatchObject({ width: 1920, height: 800 });
    expect(right(readMargin(track, top ?? asFound, "top", ""))).toEqual(asFound);
    expect(wrong(readMargin(track, asFound, "left", "1919"))).toContain("1920 pixels wide");
    expect(wrong(readMargin(track, top ?? asFound, "bottom", "939"))).toContain("1080 pixels high");
    for (const text of ["-1", "1.5", "many"]) expect(wrong(readMargin(track, asFound, "left", text))).toContain("whole number");
  });

  test("of several tracks one is converted, and what was set for another is not", () => {
    const several = media({ video: picture(3), other_video: [picture(0, { rotation: 90 })] });
    expect(tracks(several).map((track) => track.index)).toEqual([0, 3]);
    const second = withTrack(several, edited({ rotation: 90, deinterlace: true }), 0);
    expect(second).toEqual(edited({ video_track: 0, deinterlace: true }));
    expect([trackOf(several, second)?.index, withTrack(several, second, 3).video_track]).toEqual([0, null]);
    expect([tracks(media({ video: null })), trackOf(media({ video: null }), asFound)]).toEqual([[], null]);
  });

  test("its still is turned only by what the file does not turn already", () => {
    const one = media({ video: phone });
    expect(drawing(one, asFound)).toEqual({ size: { width: 1080, height: 1920 }, still: { width: 1080, height: 1920 }, turn: 0, crop: null });
    expect(drawing(one, edited({ rotation: 0 }))).toEqual({
      size: { width: 1920, height: 1080 }, still: { width: 1080, height: 1920 }, turn: 270, crop: null,
    });
    expect(drawing(media({ video: tape }), squared(asFound, true))?.still).toEqual({ width: 720, height: 576 });
    expect(drawing(media({ video: phone, other_video: [picture(5)] }), edited({ video_track: 5, rotation: 90 }))?.turn).toBe(0);
    expect(drawing(media({ video: null }), asFound)).toBeNull();
  });
});

describe("sound", () => {
  test("tracks are kept and left out; all of them is as found", () => {
    const one = media();
    const second = switchedTrack(one, asFound, 1);
    expect(second).toEqual(edited({ audio_tracks: [2] }));
    expect(keptTracks(one, second ?? asFound).map((track) => track.index)).toEqual([2]);
    expect([hasSurround(one.audio), hasSurround(keptTracks(one, second ?? asFound))]).toEqual([true, false]);
    expect(switchedTrack(one, second ?? asFound, 1)).toEqual(asFound);
    expect(switchedTrack(one, second ?? asFound, 2)).toEqual(edited({ audio_tracks: [] }));
    expect(switchedTrack(media({ video: null }), second ?? asFound, 2)).toBeNull();
  });

  test("a delay in seconds, either way", () => {
    expect(["0.25", "-1,5", "−2", "", "0"].map((text) => right(readDelay(asFound, text))?.audio_delay)).toEqual([0.25, -1.5, -2, null, null]);
    expect(wrong(readDelay(asFound, "soon"))).toContain("0.25");
    expect(wrong(readDelay(asFound, "3601"))).toContain("an hour");
  });

  test("what is made of sound alone", () => {
    const song = (edits: Partial<Edits>, rest: Partial<Media> = {}) => {
      const { details, ...one } = video(1, {}, { media: media({ video: null, ...rest }) });
      return { ...one, details: { ...details, choice: { ...details.choice, edits: edited(edits) } } };
    };
    expect(soundNote(song({}))).toContain("5.1");
    expect(soundNote(song({ surround: false }))).not.toContain("5.1");
  });
});
