// The engine's sentences are found again by the templates they were made of, whatever the values.
import { describe, expect, test } from "vitest";
import { said as de } from "./de";
import english from "./english.json";
import { said as fr } from "./fr";
import { speaker } from "./speaker";

const german = speaker(de, "de");
const french = speaker(fr, "fr");

describe("a sentence", () => {
  test.each([
    ["This file is empty. Copy it again from where it comes from.", "Die Datei ist leer. Kopier sie neu von dort, wo sie herkommt."],
    ["There is nothing at /films/A: B.", "Unter /films/A: B ist nichts."],
    ["There are too many packages named “a {0} b” in /x {1}. Choose another folder.", "In /x {1} heißen schon zu viele Pakete „a {0} b“. Wähl einen anderen Ordner."],
    ["There is nothing at C:\\a.*(b)[c]$&.", "Unter C:\\a.*(b)[c]$& ist nichts."],
    ["This ffmpeg was built without libx265, which HEVC needs. Leave HEVC out, or say in the settings where another ffmpeg is.",
      "Diesem ffmpeg fehlt libx265, das HEVC braucht. Lass HEVC weg, oder sag in den Einstellungen, wo ein anderes ffmpeg ist."],
  ])("is said with its values as they are: %s", (text, said) => expect(german(text)).toBe(said));

  test.each(["", " ", "Nothing like it.", "{0}", "Name: Name", "/films/This file is empty.mp4", "Ünknown. Sentences. Here."])("nobody knows stays: %s", (text) => {
    expect(german(text)).toBe(text);
    expect(french(text)).toBe(text);
  });

  test("of which a value is no such thing is not it", () => {
    const text = "This ffmpeg was built without libx265, which HEVC needs. Leave AV1 out, or say in the settings where another ffmpeg is.";
    expect(german(text)).toBe(text);
  });

  test("with the most letters wins", () => {
    expect(german("x is above level 4.1, which is enough")).toBe("x ist über Level 4.1, das genügt");
    expect(german("The disk is full: /a cannot be written. Make room and try again.")).toMatch(/^Die Platte ist voll: \/a lässt/);
  });

  test("that ends as one that does not", () => {
    expect(german("The video has changed since its conversion was begun: made anew.")).toMatch(/: wird neu gemacht\.$/);
  });
});

describe("several sentences", () => {
  test("are said one by one", () => {
    expect(german("The file is damaged: 1.5 of its 4.0 seconds can be read. Copy it again from where it comes from, or choose to keep what can be read.")).toBe(
      "Die Datei ist beschädigt: Von 4,0 Sekunden sind 1,5 lesbar. Kopier sie neu von dort, wo sie herkommt, oder nimm, was lesbar ist.",
    );
    expect(german("This file is empty. Copy it again from where it comes from. Somebody else said this. The store does not tell its time.")).toBe(
      "Die Datei ist leer. Kopier sie neu von dort, wo sie herkommt. Somebody else said this. Der Speicher nennt seine Uhrzeit nicht.",
    );
  });

  test("may be in one", () => {
    expect(german("Large files cannot be sent. There is no bucket of this name. It answers 404 NoSuchBucket to a part.")).toBe(
      "Große Dateien lassen sich nicht senden. Es gibt keinen Bucket mit diesem Namen. Der Speicher antwortet auf einen Teil mit 404 NoSuchBucket.",
    );
    expect(french("The backend begins no publish: Too many calls. Wait a moment.")).toBe(
      "Le backend ne commence aucune publication\u202f: Trop d’appels. Attendez un instant.",
    );
  });

  test("in a value do not part it", () => {
    expect(german("There is nothing at /films/Mr. Bean.")).toBe("Unter /films/Mr. Bean ist nichts.");
  });
});

describe("a piece", () => {
  test.each([
    ["v.m3u8 declares BANDWIDTH=100; the measured peak is 250, 150.0 % more", "v.m3u8 gibt BANDWIDTH=100 an; die gemessene Spitze ist 250, 150,0\u00a0% mehr"],
    ["every variant in H.264 is above level 4.1", "jede Variante in H.264 ist über Level 4.1"],
    ["the segment is damaged: a box cut short at byte 17", "das Segment ist beschädigt: eine abgeschnittene Box, bei Byte 17"],
    ["This computer's clock is 7 minutes ahead of the store's.", "Die Uhr dieses Rechners geht der des Speichers 7 Minuten vor."],
    ["the stable entry comes without a type, not as video/mp4.", "Der feste Einstieg kommt ohne Typ, nicht als video/mp4."],
    ["Subtitles that are pictures (French, German): left out; only text can become captions", "Untertitel, die Bilder sind (Französisch, Deutsch): fallen weg; nur Text lässt sich übernehmen"],
    ["Sound without pictures: made a package of sound", "Ton ohne Bild: wird ein Paket aus Ton"],
    ["Sound without pictures: made a package of sound, with its cover as the picture", "Ton ohne Bild: wird ein Paket aus Ton, mit dem Cover als Bild"],
    ["Damaged bytes are refused, by sha256 and crc32c.", "Beschädigte Bytes werden abgewiesen, dank sha256 und crc32c."],
    ["This is a folder. Choose a video file.", "Das ist ein Ordner. Wähl eine Videodatei."],
    ["The subtitles a gap are not there any more. Choose them anew, or convert without them.", "Die Untertitel a gap sind nicht mehr da. Wähl sie neu, oder konvertier ohne sie."],
  ])("is said, too: %s", (text, said) => expect(german(text)).toBe(said));

  test.each([
    ["Watermark my logo.png, lower right", "Wasserzeichen my logo.png, unten rechts"],
    ["Put it upper left", "Nach oben links setzen"],
    ["/a b/my logo.png is a video or a sound, and cannot be the watermark. Choose a picture, such as a PNG with transparent parts.",
      "/a b/my logo.png ist ein Video oder ein Ton und kann nicht das Wasserzeichen sein. Wähl ein Bild, etwa ein PNG, das durchsichtige Stellen hat."],
    ["/a b/my logo.png has 1×2 pixels only, and cannot be the watermark. Choose a picture, such as a PNG with transparent parts.",
      "/a b/my logo.png hat nur 1×2 Pixel und kann nicht das Wasserzeichen sein. Wähl ein Bild, etwa ein PNG, das durchsichtige Stellen hat."],
    ["The watermark /a b/c.png may not be read. Put it back or change who may read it, choose another picture, or leave it out.",
      "Das Wasserzeichen /a b/c.png darf nicht gelesen werden. Leg es zurück oder ändere, wer es lesen darf, wähl ein anderes Bild oder lass es weg."],
  ])("is said beside a name: %s", (text, said) => expect(german(text)).toBe(said));

  test("is not taken for one where a name stands", () => {
    expect(german("There is no preset called a gap. Choose another one.")).toBe("Eine Vorlage namens a gap gibt es nicht. Wähl eine andere.");
  });
});

describe("a number", () => {
  test.each([
    ["Frame rate varies: made a steady 29.97 frames a second", "Wechselnde Bildrate: wird zu gleichmäßigen 29,97 Bildern pro Sekunde"],
    ["From 0.50 s to 1.25 s, as chosen", "Von 0,50 s bis 1,25 s, wie gewählt"],
    ["There is not enough room for /a 1.5: about 7.2 GB are needed and 999 bytes are free. Make room, or choose another folder, and go on.",
      "Für /a 1.5 ist nicht genug Platz: Gebraucht werden etwa 7,2 GB, frei sind 999 Bytes. Schaff Platz, oder wähl einen anderen Ordner, dann geht es weiter."],
  ])("that was measured is written as there: %s", (text, said) => expect(german(text)).toBe(said));

  test.each([
    ["Declare FRAME-RATE=29.970.", "Gib FRAME-RATE=29.970 an."],
    ["Begun with ffmpeg 7.1, and this is 8.0: made anew", "Mit ffmpeg 7.1 begonnen, und dies ist 8.0: wird neu gemacht"],
    ["1.5 is empty", "1.5 ist leer"],
    ["a.m3u8 is above level 4.1", "a.m3u8 ist über Level 4.1"],
  ])("that is a name stays: %s", (text, said) => expect(german(text)).toBe(said));
});

/** The same numbers on every run. */
function dice(seed: number) {
  return (sides: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * sides);
  };
}

test("whatever stands in the holes of any sentence, it is found and comes out", () => {
  const roll = dice(7);
  const letters = [..."abcxyzäß0127 /\\.$^*+?()[]{}|-_'“”…#&%\u202f🎬"];
  const value = () => {
    const text = Array.from({ length: 1 + roll(12) }, () => letters[roll(letters.length)]).join("").trim();
    return `v${text || "x"}v`;
  };
  for (const catalog of [de, fr]) {
    const speak = speaker(catalog, catalog === de ? "de" : "fr");
    for (const template of english) {
      for (let round = 0; round < 3; round += 1) {
        // Between holes with nothing but a space between them, the first space is the one.
        const values = Array.from({ length: 6 }, value).map((one) => (/\} \{/.test(template) ? one.replace(/ /g, "_") : one));
        const fill = (text: string) => text.replace(/\{(\d)(:n)?!?\}/g, (_, number: number) => values[number] ?? "");
        const said = speak(fill(template));
        const expected = fill(catalog[template] ?? "");
        // A value at the beginning of a sentence begins it.
        if (said !== expected) expect([template, said.toLowerCase()]).toEqual([template, expected.toLowerCase()]);
      }
    }
  }
});

test("long and spiteful texts take no time", () => {
  const begun = performance.now();
  for (const text of [
    "a".repeat(1_000_000),
    "The file is damaged: ".repeat(400),
    "{0}".repeat(3_000),
    "There is nothing at ".repeat(450),
    " is not there. A".repeat(600),
    `There is nothing at ${" in ".repeat(2_000)}.`,
    `${"x, ".repeat(3_000)}y`,
    "Large files cannot be sent. ".repeat(350),
  ]) {
    expect(german(text)).toEqual(expect.any(String));
    expect(french(text)).toEqual(expect.any(String));
  }
  expect(performance.now() - begun).toBeLessThan(4_000);
});

test("it is pure: the same twice, and after much else", () => {
  const once = german("There is nothing at /a.");
  for (let n = 0; n < 5_000; n += 1) german(`There is nothing at /${n}.`);
  expect(german("There is nothing at /a.")).toBe(once);
});
