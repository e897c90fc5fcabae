// Every language says everything, in its own words and with its own marks.
import { afterEach, describe, expect, test, vi } from "vitest";
import { languageFor, languages } from ".";

/** A text, or what makes one of values. */
type Said = string | ((...values: never[]) => string);

/** What is said in a language, by the way to it: `groups.all`. */
function all(said: object, before = ""): [string, Said][] {
  return Object.entries(said).flatMap(([name, one]: [string, Said | object]): [string, Said][] =>
    typeof one === "object" ? all(one, `${before}${name}.`) : [[before + name, one]],
  );
}

/** Values that bring out the plurals; a code of a failure is the only one that has to be known. */
const SAMPLES = [[0, 0, 0], [1, 1, 1], [2, 2, 2], [21, 21, 21], [1234, 1234, 1234], ["Name", "Name", "Name"]] as const;

const sentences = (way: string, said: Said): string[] => {
  if (typeof said === "string") return [said];
  const values = way === "failure" ? [["disk_full"], ["internal"], ["not_now"]] : SAMPLES;
  return values.map((some) => said(...(some as never[])));
};

const english = new Map(all(languages["en"] ?? {}));

/** What is the same as in English: names, units, and words that were taken over. */
const SAME: Record<string, string[]> = {
  de: [
    "about", "app", "auto", "autoNow", "backend", "backendToken", "bucketName", "checks.cache_control", "codecMeans.avc", "codecNames.av1",
    "codecNames.avc", "codecNames.hdr", "codecNames.hevc", "degrees", "deliveryNames.dash", "deliveryNames.mp4", "desk.dialogs.videos", "destinationName",
    "framesPerSecond", "hours", "keyDown", "keyNames.alt", "keyUp", "lufs", "minutes", "normalSpeed", "original", "perSecond", "player",
    "presetName", "presetNames.web", "providers.r2", "providers.s3", "region", "runningVersion", "seconds", "settingsParts.updates", "surround", "surroundQuality", "testOf",
    "theLink", "toneMap", "toolsFound", "units.bytes.0", "units.bytes.1",
    "units.bytes.2", "units.bytes.3", "units.bytes.4", "updates", "uploadLimitUnit", "videos", "viewersConnectionUnit",
  ],
  fr: [
    "about", "actions", "app", "auto", "autoNow", "backend", "bucketName", "codecMeans.avc", "codecNames.av1", "codecNames.avc",
    "codecNames.hdr", "codecNames.hevc", "degrees", "deliveryNames.dash", "deliveryNames.mp4", "desk.menu.services", "destinations",
    "hours", "keyDown", "keyNames.alt", "keyNames.ctrl", "keyUp", "lufs", "minutes", "mono", "original", "perSecond", "pixelShape",
    "presetNames.vertical", "presetNames.web", "providers.r2", "providers.s3", "runningVersion", "seconds", "settingsParts.destinations", "surroundQuality",
    "toneMap", "toolsFound",
    "viewersConnectionUnit",
  ],
};

describe.each(Object.entries(languages))("%s", (language, texts) => {
  const said = all(texts);

  test("says all that English does, of the same values", () => {
    expect(said.map(([way]) => way).sort()).toEqual([...english.keys()].sort());
    for (const [way, one] of said) {
      const model = english.get(way);
      expect([way, typeof one]).toEqual([way, typeof model]);
      if (typeof one === "function" && typeof model === "function") expect([way, one.length]).toEqual([way, model.length]);
    }
  });

  test("has a sentence for every value", () => {
    for (const [way, one] of said) {
      for (const sentence of sentences(way, one)) {
        if (way !== "codecMeans.avc") expect(sentence.trim(), way).not.toBe("");
        expect(sentence, way).not.toMatch(/undefined|NaN|\[object|\s\s/);
        expect(sentence, way).toBe(sentence.trim());
      }
    }
  });

  test.skipIf(language === "en")("is not English", () => {
    const same = said.filter(([way, one]) => String(sentences(way, one)) === String(sentences(way, english.get(way) ?? "")));
    expect(same.map(([way]) => way).sort()).toEqual(SAME[language]);
  });

  test.skipIf(language === "en")("quotes and points as it is written there", () => {
    for (const [way, one] of said) {
      for (const sentence of sentences(way, one)) {
        expect(sentence, way).not.toMatch(/["“](?=\w)|\w'\w|\.\.\./);
        if (language === "de") expect(sentence, way).not.toMatch(/[^\u00a0]…|\d%| %/);
        // Addresses and times have marks of their own.
        if (language === "fr") expect(sentence, way).not.toMatch(/[^\u00a0\u202f](?:[;!?»%]|:(?!\/\/|\d))|«(?![\u00a0\u202f])/);
      }
    }
  });
});

describe("the language in use", () => {
  test("is the first that is wanted and there", () => {
    expect([["fr-CA", "de", "en"], ["sv", "de-AT", "fr"], ["EN_us", "de"], ["nl", "ja-JP"], []].map(languageFor)).toEqual(["fr", "de", "en", "en", "en"]);
  });

  afterEach(() => void vi.resetModules());

  test.each([
    ["de-DE", ["9,1 MB", "2,8 Mbit/s", "64 %", "1,5", "1:30,5", "3,4×", "vor 2 Std.", "12,50 €"]],
    ["fr-FR", ["9,1 Mo", "2,8 Mbit/s", "64 %", "1,5", "1:30,5", "3,4×", "il y a 2 h", "12,50 €"]],
    ["en-GB", ["9.1 MB", "2.8 Mb/s", "64%", "1.5", "1:30.5", "3.4×", "2 hr. ago", "€12.50"]],
  ])("writes numbers, too: %s", async (tag, written) => {
    vi.resetModules();
    vi.stubGlobal("navigator", { languages: [tag] });
    const { ago, bitRate, inPercent, money, size, speed, typed } = await import("../state/format");
    const { timeText } = await import("../state/trim");
    const numbers = [size(9_100_000), bitRate(2_800_000), inPercent(64), typed(1.5), timeText(90.5), speed(3.4), ago(0, 7200), money(12.5, "EUR")];
    vi.unstubAllGlobals();
    expect(numbers.map((one) => one.replace(/[\u00a0\u202f]/g, " "))).toEqual(written);
  });
});
