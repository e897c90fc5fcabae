// What can be done with a video, or with several, as lines of a menu.
import type { Video } from "../generated/Video";
import { meaningOf, nameOf } from "../state/presets";
import { cancellable, convertible, keptAfterFailure, pausable, presettable, removable, resumable } from "../state/queue";
import type { StudioStore } from "../state/studio.svelte";
import { texts } from "../texts";
import type { MenuItem } from "./Menu.svelte";

/** What applies to one video. */
export function menuOf(studio: StudioStore, video: Video): MenuItem[] {
  const { id, state } = video;
  const list: MenuItem[] = [];
  const line = () => list.length > 0;
  if (state.is === "finished" && video.astray === null) {
    list.push({ label: texts.openFolder, act: () => void studio.rpc({ command: "open_folder", video: id }) });
  }
  if (resumable(video) || keptAfterFailure(video)) {
    list.push({ label: texts.goOn, testid: "menu-resume", act: () => studio.resume(id) });
  }
  if (pausable(video)) list.push({ label: texts.pauseWork, testid: "menu-pause", act: () => studio.pause(id) });
  const next = state.is === "queued" ? studio.places.get(id) !== 1 : studio.places.size > 0;
  if (next && (state.is === "queued" || convertible(video) || resumable(video))) {
    list.push({ label: texts.convertNext, testid: "convert-next", act: () => void studio.convertNext(id) });
  }
  if (cancellable(video) || keptAfterFailure(video)) {
    const label = state.is === "queued" ? texts.leaveQueue : resumable(video) || state.is === "failed" ? texts.discardMade : texts.cancel;
    list.push({ label, testid: "menu-cancel", act: () => studio.cancel(video) });
  }
  if (studio.videos.length > 1) {
    const index = studio.videos.indexOf(video);
    const last = studio.videos.length - 1;
    list.push(
      { label: texts.moveTop, line: line(), disabled: index === 0, act: () => void studio.moveBefore([id], studio.videos[0]?.id ?? null) },
      { label: texts.moveUp, hint: texts.keyUp, disabled: index === 0, act: () => void studio.move(id, -1) },
      { label: texts.moveDown, hint: texts.keyDown, disabled: index === last, act: () => void studio.move(id, 1) },
    );
  }
  list.push({
    label: texts.remove,
    line: line(),
    disabled: !removable(video),
    testid: "remove",
    act: () => void studio.remove([video]),
  });
  return list;
}

/** What applies to several videos that are marked. */
export function menuOfMarked(studio: StudioStore): MenuItem[] {
  const { marked } = studio;
  const some = (label: string, command: "convert" | "pause" | "resume" | "cancel", applies: (video: Video) => boolean): MenuItem[] => {
    const videos = marked.filter(applies);
    if (videos.length === 0) return [];
    return [{ label: texts.forSelected(label, videos.length), testid: `marked-${command}`, act: () => void studio.forEach(videos, command) }];
  };
  const removed = marked.filter(removable);
  const first = studio.videos.find((video) => !studio.isMarked(video.id));
  const list: MenuItem[] = [
    ...some(texts.convert, "convert", convertible),
    ...some(texts.pauseWork, "pause", pausable),
    ...some(texts.goOn, "resume", (video) => resumable(video) || keptAfterFailure(video)),
    ...some(texts.cancel, "cancel", (video) => cancellable(video) || keptAfterFailure(video)),
  ];
  const configurable = marked.filter(presettable);
  if (configurable.length > 0) {
    list.push({
      label: texts.forSelected(texts.applyPreset, configurable.length),
      testid: "marked-preset",
      items: studio.presets.map((option) => ({
        label: nameOf(option),
        hint: meaningOf(option),
        testid: `apply-${option.preset.name}`,
        act: () => void studio.applyPreset(configurable, option.preset.name),
      })),
    });
  }
  return [
    ...list,
    {
      label: texts.moveTop,
      line: list.length > 0,
      disabled: first === undefined,
      act: () => void studio.moveBefore(marked.map(({ id }) => id), first?.id ?? null),
    },
    {
      label: texts.forSelected(texts.remove, removed.length),
      line: true,
      disabled: removed.length === 0,
      testid: "marked-remove",
      act: () => void studio.remove(removed),
    },
  ];
}

/** What applies to the whole list. */
export function menuOfList(studio: StudioStore): MenuItem[] {
  const { running, videos } = studio;
  const list: MenuItem[] = [
    { label: texts.pauseAll, disabled: !videos.some(pausable), testid: "pause-all", act: () => void studio.rpc({ command: "pause_all" }) },
    { label: texts.resumeAll, disabled: !videos.some(resumable), testid: "resume-all", act: () => void studio.rpc({ command: "resume_all" }) },
  ];
  if (running.on_battery !== null || running.pause_on_battery) {
    const on = running.pause_on_battery;
    list.push({
      label: texts.pauseOnBattery,
      on,
      line: true,
      testid: "pause-on-battery",
      act: () => void studio.rpc({ command: "pause_on_battery", on: !on }),
    });
  }
  list.push({ label: texts.watchFoldersOpen, line: true, testid: "watch-folders-open", act: () => studio.settings.show("watched") });
  return list;
}
