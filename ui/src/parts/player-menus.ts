// What a player's menus offer: quality, speed, sound track, subtitles, chapters.
import { chapterAt, type Chapter } from "../state/chapters";
import { clock, typed } from "../state/format";
import type { Player } from "../state/player.svelte";
import { texts } from "../texts";
import type { MenuItem } from "./Menu.svelte";

const RATES = [0.25, 0.5, 1, 1.25, 1.5, 2, 4];

/** How a quality is called. */
const qualityName = (player: Player, quality: number | null) => player.qualities.find(({ name }) => name === quality)?.label;

/** Automatic, with what that is now. */
function automatic(player: Player): string {
  const current = qualityName(player, player.current);
  return current ? texts.autoNow(current) : texts.auto;
}

/** The quality that is picked, or what plays. */
export const qualityNow = (player: Player): string => qualityName(player, player.pinned) ?? automatic(player);

/** Automatic, or one rung. */
export const qualityItems = (player: Player): MenuItem[] => [
  { label: automatic(player), checked: player.pinned === null, testid: "quality-auto", act: () => player.pin(null) },
  ...player.qualities.map(({ name, label }) => ({
    label,
    checked: player.pinned === name,
    testid: `quality-${name}`,
    act: () => player.pin(name),
  })),
];

/** A speed as `1.5×`. */
export const speedName = (rate: number): string => `${typed(rate)}×`;

export const speedItems = (player: Player): MenuItem[] =>
  RATES.map((rate) => ({
    label: rate === 1 ? texts.normalSpeed : speedName(rate),
    checked: rate === player.rate,
    act: () => player.setRate(rate),
  }));

/** The sound track that plays. */
export const trackNow = (player: Player): string =>
  player.tracks.find(({ index }) => index === player.track)?.name ?? texts.sound;

export const trackItems = (player: Player): MenuItem[] =>
  player.tracks.map(({ index, name }) => ({
    label: name,
    checked: index === player.track,
    act: () => player.setTrack(index),
  }));

export const captionItems = (player: Player): MenuItem[] => [
  { label: texts.noCaptions, checked: player.caption === null, act: () => player.setCaption(null) },
  ...player.captions.map(({ index, name }) => ({
    label: name,
    checked: index === player.caption,
    testid: `caption-${index}`,
    act: () => player.setCaption(index),
  })),
];

/** The chapters with where they begin; going to one does not start or stop the video. */
export const chapterItems = (player: Player, chapters: Chapter[]): MenuItem[] => {
  const now = chapterAt(chapters, player.time);
  return chapters.map((chapter, index) => ({
    label: chapter.title,
    hint: clock(chapter.begin),
    checked: chapter === now,
    testid: `chapter-${index}`,
    act: () => player.seek(chapter.begin),
  }));
};
