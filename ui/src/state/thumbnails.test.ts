import { describe, expect, it } from "vitest";
import { parseTiles, shown, tileAt } from "./thumbnails";

const TRACK = `WEBVTT

00:00:00.000 --> 00:00:02.000
thumbnails/sprite_0.jpg#xywh=0,0,256,144

00:00:02.000 --> 00:00:04.000
thumbnails/sprite_0.jpg#xywh=256,0,256,144

01:00:04.500 --> 01:00:06.000
thumbnails/sprite_1.jpg#xywh=0,144,256,144
`;

describe("thumbnails", () => {
  const tiles = parseTiles(TRACK, "http://127.0.0.1:1/t/film/thumbnails.vtt");

  it("are read from the track", () => {
    expect(tiles.map(({ begin, x, y }) => [begin, x, y])).toEqual([
      [0, 0, 0],
      [2, 256, 0],
      [3604.5, 0, 144],
    ]);
    expect(tiles[2]?.sheet).toBe("http://127.0.0.1:1/t/film/thumbnails/sprite_1.jpg");
  });

  it("leave out what is no tile", () => {
    const broken = "WEBVTT\n\nNOTE\nhello\n\n00:00.000 --> 00:01.000\nwords\n\n00:01.000 --> x\na.jpg#xywh=0,0,2,2\n";
    expect(parseTiles(broken, "http://x/")).toEqual([
      { begin: 1, sheet: "http://x/a.jpg", x: 0, y: 0, width: 2, height: 2 },
    ]);
    expect(parseTiles("", "http://x/")).toEqual([]);
  });

  it("are found by time", () => {
    expect(tileAt(tiles, 1.99)?.begin).toBe(0);
    expect(tileAt(tiles, 2)?.begin).toBe(2);
    expect(tileAt(tiles, 9999)?.begin).toBe(3604.5);
    expect(tileAt([], 1)).toBeUndefined();
  });

  it("are shown smaller, with their sheet behind them", () => {
    const tile = tiles[1];
    expect(tile && shown(tile, tiles, 128)).toEqual({
      width: "128px",
      height: "72px",
      image: 'url("http://127.0.0.1:1/t/film/thumbnails/sprite_0.jpg")',
      position: "-128px 0px",
      size: "256px auto",
    });
  });
});
