import { describe, expect, it } from "vitest";
import { addressAt, beginning, downloadName, readProgramme } from "./programme";

const BASE = "https://example.com/films/a%20b/";

describe("the programme of a page", () => {
  it("is read with complete addresses, at any depth", () => {
    const text =
      '{"title":"Film","playlist":"master.m3u8","poster":"poster.jpg","thumbnails":"thumbnails.vtt","chapters":"chapters.vtt","download":"download.mp4","width":1920,"height":1080,"frame_rate":"24000/1001"}';
    expect(readProgramme(text, BASE)).toEqual({
      title: "Film",
      playlist: `${BASE}master.m3u8`,
      poster: `${BASE}poster.jpg`,
      thumbnails: `${BASE}thumbnails.vtt`,
      chapters: `${BASE}chapters.vtt`,
      download: `${BASE}download.mp4`,
      size: { width: 1920, height: 1080 },
      framesPerSecond: 24000 / 1001,
    });
  });

  it("has only a title and a playlist where nothing else is said", () => {
    const text = '{"title":"Song","playlist":"/t/1/master.m3u8","poster":null,"thumbnails":null,"chapters":null,"download":null,"width":null,"height":null,"frame_rate":null}';
    const bare = {
      title: "Song",
      playlist: "https://example.com/t/1/master.m3u8",
      poster: null,
      thumbnails: null,
      chapters: null,
      download: null,
      size: null,
      framesPerSecond: 25,
    };
    expect(readProgramme(text, BASE)).toEqual(bare);
    expect(readProgramme('{"title":"Song","playlist":"/t/1/master.m3u8"}', BASE)).toEqual(bare);
  });

  it("is none where there is no playlist, and takes no address with a script in it", () => {
    for (const text of ["", "null", "3", "[]", "{", '{"title":"x"}', '{"playlist":3}', '{"playlist":"javascript:alert(1)"}', '{"playlist":"http://"}']) {
      expect(readProgramme(text, BASE)).toBeNull();
    }
    const odd = readProgramme('{"playlist":"m","download":"javascript:alert(1)","width":-1,"height":"x","frame_rate":"0/0"}', BASE);
    expect(odd).toMatchObject({ title: "", download: null, size: null, framesPerSecond: 25 });
    expect(readProgramme('{"playlist":"m","frame_rate":"30"}', BASE)?.framesPerSecond).toBe(30);
  });
});

describe("where it begins", () => {
  it("is said by the address", () => {
    expect(["#t=90", "#t=1:30", "#t=1:02:03.5", "#a=1&t=12", "#t=10,20"].map(beginning)).toEqual([90, 90, 3723.5, 12, 10]);
    expect(["", "#", "#t=", "#t=soon", "#t=-4", "#start=3", "#t=1:99"].map(beginning)).toEqual(Array(7).fill(null));
  });

  it("is put into the address", () => {
    expect(addressAt(`${BASE}?a=1#t=5`, 83.9)).toBe(`${BASE}?a=1#t=83`);
    expect(addressAt(`${BASE}#t=5`, 0.4)).toBe(BASE);
  });
});

it("a file that is kept is called like the programme", () => {
  expect([downloadName("Film", `${BASE}download.mp4?v=2`), downloadName("Song", `${BASE}download`)]).toEqual(["Film.mp4", "Song"]);
});
