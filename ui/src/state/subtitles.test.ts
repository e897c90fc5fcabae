import { expect, test } from "vitest";
import type { TextOption } from "../generated/TextOption";
import { asFound } from "./edits";
import { switchedText, withoutText } from "./subtitles";

const options = (...chosen: boolean[]): TextOption[] => [
  ...chosen.map((chosen, index) => ({ name: `${index}`, origin: { track: index + 2 }, chosen })),
  { name: "beside", origin: { file: "/v/film.en.srt" }, chosen: true },
];

test("a track is left out and taken again; all of them is as found", () => {
  expect(switchedText(options(true, true), asFound, 3).subtitle_tracks).toEqual([2]);
  expect(switchedText(options(true, false), asFound, 2).subtitle_tracks).toEqual([]);
  expect(switchedText(options(true, false), asFound, 3).subtitle_tracks).toBeNull();
});

test("a file that was added is taken away", () => {
  const edits = { ...asFound, subtitle_files: ["/v/film.en.srt", "/v/film.de.srt"] };
  expect(withoutText(edits, "/v/film.en.srt").subtitle_files).toEqual(["/v/film.de.srt"]);
});
