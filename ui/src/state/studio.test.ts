// The window's memory over a host that is made up for the test.
import { expect, test, vi } from "vitest";
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Event as StudioEvent } from "../generated/Event";
import type { Told } from "../generated/Told";
import type { Wish } from "../generated/Wish";
import type { DropHandlers, Host, Listener } from "../host/host";
import { card, video } from "./fixtures";
import { nothing } from "./fold";
import { isOpened } from "./opened";
import { StudioStore } from "./studio.svelte";

function bench(answer: (command: Command) => Promise<Answer> = () => Promise.resolve({ answer: "done" })) {
  let listener: Listener | undefined;
  let drops: DropHandlers | undefined;
  let told: (told: Told) => void = () => {};
  const wished: Wish[] = [];
  const sent: Command[] = [];
  const opened: number[] = [];
  const stopped = vi.fn();
  const host: Host = {
    capabilities: { chooseOutput: false, own: true },
    rpc(command) {
      if (command.command === "show") return Promise.resolve({ answer: "done" });
      if (command.command === "open") {
        opened.push(command.video);
        return Promise.resolve({ answer: "done" });
      }
      sent.push(command);
      return answer(command);
    },
    subscribe(one) {
      listener = one;
      return stopped;
    },
    onDrop(handlers) {
      drops = handlers;
      return stopped;
    },
    chooseBeside: () => Promise.resolve({ answer: "done" }),
    chooseWatermark: () => Promise.resolve({ answer: "done" }),
    choosePresets: () => Promise.resolve({ answer: "done" }),
    savePresets: () => Promise.resolve(),
    attend(_words, one) {
      told = one;
      return stopped;
    },
    wish: (wish) => void wished.push(wish),
    chooseVideos: () => Promise.resolve({ answer: "added", videos: [2] }),
  };
  const studio = new StudioStore(host);
  const stop = studio.start();
  listener?.event({
    seq: 1,
    change: "snapshot",
    studio: { ...nothing, videos: [video(1), video(2), video(3, { state: { is: "finished" } })], tools: { is: "looking" }, output: "/out" },
  });
  const tell = (event: StudioEvent) => listener?.event(event);
  const chosen = () => studio.videos[0]?.details?.ladder.filter((option) => option.chosen).map((option) => option.rung.name);
  return { desk: (one: Told) => told(one), wished, studio, opened, tell, sent, stop, stopped, chosen, drops: () => drops as DropHandlers };
}

const refuse = () => Promise.reject({ code: "not_now", message: "Not while it converts." });

test("the first video is selected, then the one that was added", async () => {
  const { studio } = bench();
  expect(studio.selectedId).toBe(1);
  await studio.choose();
  expect(studio.selectedId).toBe(2);
});

test("what is selected is opened; of those passed by quickly, the last", async () => {
  const { studio, opened } = bench();
  studio.selectedId = 2;
  studio.selectedId = 3;
  await vi.waitFor(() => expect(opened).toEqual([1, 3]));
});

test("a choice shows at once and stays when the engine takes it", async () => {
  const { studio, chosen, sent } = bench();
  const [first] = studio.videos;
  if (!first || !isOpened(first)) throw new Error("no video");
  const choice = { ...first.details.choice, rungs: [360] };
  const done = studio.configure(first, choice);
  expect(chosen()).toEqual([360]);
  await done;
  expect([chosen(), sent]).toEqual([[360], [{ command: "configure", video: 1, choice }]]);
});

test("a choice that the engine refuses is taken back and said", async () => {
  const { studio, chosen } = bench(refuse);
  const [first] = studio.videos;
  if (!first || !isOpened(first)) throw new Error("no video");
  await studio.configure(first, { ...first.details.choice, rungs: [360] });
  expect(chosen()).toEqual([360, 720]);
  expect(studio.toasts.map((toast) => toast.message)).toEqual(["Not while it converts."]);
});

test("a field hears why the engine refuses, and nothing else is said", async () => {
  const { studio, chosen } = bench(refuse);
  const [first] = studio.videos;
  if (!first || !isOpened(first)) throw new Error("no video");
  const failure = await studio.attempt(first, { ...first.details.choice, rungs: [360] });
  expect([failure?.message, studio.toasts, chosen()]).toEqual(["Not while it converts.", [], [360, 720]]);
});

test("what is converted is what was configured before", async () => {
  const answers: (() => void)[] = [];
  const { studio, sent } = bench(() => new Promise((resolve) => answers.push(() => resolve({ answer: "done" }))));
  const [first] = studio.videos;
  if (!first || !isOpened(first)) throw new Error("no video");
  void studio.configure(first, first.details.choice);
  const done = studio.convert(1);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(sent.map(({ command }) => command)).toEqual(["configure"]);
  answers[0]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.();
  expect([await done, sent.map(({ command }) => command)]).toEqual([true, ["configure", "convert"]]);
});

test("the same sentence is said once, and no more than three stand", async () => {
  const { studio } = bench(refuse);
  await studio.rpc({ command: "find_tools" });
  await studio.rpc({ command: "find_tools" });
  expect(studio.toasts).toHaveLength(1);
  for (const word of ["a", "b", "c"]) studio.say(word);
  expect(studio.toasts.map((toast) => toast.message)).toEqual(["a", "b", "c"]);
});

test("dropped files are brought in, added and selected; a failed upload is said", async () => {
  const { studio, drops, sent } = bench(() => Promise.resolve({ answer: "added", videos: [3] }));
  drops().drop({ count: 2, paths: () => Promise.resolve(["/a", "/b"]) });
  expect(studio.arriving).toBe(2);
  await vi.waitFor(() => expect(studio.arriving).toBe(0));
  expect([sent, studio.selectedId]).toEqual([[{ command: "add", paths: ["/a", "/b"] }], 3]);
  drops().drop({ count: 1, paths: () => Promise.reject(new Error("no route")) });
  await vi.waitFor(() => expect(studio.toasts[0]?.bad).toBe(true));
});

test("everything that is ready is converted, in order", async () => {
  const { studio, sent, stop, stopped } = bench();
  await studio.convertAll();
  expect(sent).toEqual([{ command: "convert", video: 1 }, { command: "convert", video: 2 }]);
  stop();
  expect(stopped).toHaveBeenCalledTimes(3);
});

test("giving up asks when work would be lost, and only then", async () => {
  const { studio, sent } = bench();
  const progress = { percent: 30, fps: 1, speed: 1, seconds_left: 2, rungs: [], fitting: null, measuring: null };
  studio.cancel(video(1, { state: { is: "queued" } }));
  await vi.waitFor(() => expect(sent).toEqual([{ command: "cancel", video: 1 }]));
  const running = video(2, { title: "Two", state: { is: "converting" }, progress });
  studio.cancel(running);
  await vi.waitFor(() => expect(studio.question?.title).toContain("Two"));
  expect(studio.question?.text).toContain("30%");
  studio.question?.answer(false);
  expect(studio.question).toBeNull();
  studio.cancel(running);
  await vi.waitFor(() => expect(studio.question).not.toBeNull());
  studio.question?.answer(true);
  await vi.waitFor(() => expect(sent.at(-1)).toEqual({ command: "cancel", video: 2 }));
});

test("several marked ones are moved as they stand", async () => {
  const { studio, sent } = bench();
  studio.select(3);
  studio.toggle(2);
  expect(studio.marked.map(({ id }) => id)).toEqual([2, 3]);
  await studio.moveBefore([3, 2], 1);
  expect(sent).toEqual([
    { command: "move", video: 2, before: 1 },
    { command: "move", video: 3, before: 1 },
  ]);
});

test("all that was interrupted goes on, and nothing else that stands still", async () => {
  const { studio, sent, tell } = bench();
  const paused = (id: number, why: "person" | "interrupted") => video(id, { state: { is: "paused", pause: { why } } });
  tell({ seq: 2, change: "video", video: paused(1, "interrupted") });
  tell({ seq: 3, change: "video", video: paused(2, "person") });
  await studio.resumeInterrupted();
  expect(sent).toEqual([{ command: "resume", video: 1 }]);
});

test("details stay when an event brings none, and go with those that were looked at long ago", async () => {
  const { studio, tell } = bench();
  tell({ seq: 2, change: "video", video: card(1, { title: "Renamed" }) });
  expect([studio.videos[0]?.title, studio.videos[0]?.details]).toEqual(["Renamed", video(1).details]);
  for (let id = 2; id <= 40; id += 1) {
    tell({ seq: id + 1, change: "video", video: video(id) });
    studio.selectedId = id;
    await new Promise((resolve) => setTimeout(resolve));
  }
  const held = studio.videos.filter((one) => one.details !== null);
  expect([held.length, held.at(-1)?.id]).toEqual([32, 40]);
});

test("what waits for the mains goes on without them when the person says so", async () => {
  const { studio, sent } = bench();
  await studio.goOn(video(1, { state: { is: "paused", pause: { why: "battery" } } }));
  await studio.goOn(video(2, { state: { is: "paused", pause: { why: "away", path: "/x" } } }));
  expect(sent).toEqual([{ command: "pause_on_battery", on: false }, { command: "resume", video: 1 }, { command: "resume", video: 2 }]);
});

test("what a test of a destination finds is shown as it is found, and its failure where it was asked for", async () => {
  let answer: (answer: Answer) => void = () => {};
  const { studio, tell } = bench((command) => (command.command === "test_destination" ? new Promise((resolve) => (answer = resolve)) : refuse()));
  const finding = { check: "reach" as const, outcome: "good" as const, text: "It answers.", mend: null };
  const tested = studio.sheet.test("r2");
  tell({ seq: 2, change: "found", name: "r2", finding });
  expect(studio.sheet.testOf("r2")).toMatchObject({ running: true, findings: [finding] });
  answer({ answer: "tested", diagnosis: { findings: [finding] } });
  await tested;
  expect(studio.sheet.testOf("r2")?.running).toBe(false);
  expect(await studio.tried({ command: "remove_destination", name: "r2" })).toMatchObject({ failure: { code: "not_now" } });
  expect(studio.toasts).toEqual([]);
});

test("files that the app is opened with are added like dropped ones, and the first is selected", async () => {
  const { studio, desk, sent } = bench(() => Promise.resolve({ answer: "added", videos: [3, 2] }));
  desk({ told: "open", paths: ["/c.mp4", "/b.mp4"] });
  await vi.waitFor(() => expect(studio.selectedId).toBe(3));
  expect(sent).toEqual([{ command: "add", paths: ["/c.mp4", "/b.mp4"] }]);
});

test("closing with work asks, and what is always to be done is kept before it is done", async () => {
  const { studio, desk, sent, wished } = bench();
  desk({ told: "closing", videos: 2 });
  expect(studio.desk.closing).toBe(2);
  studio.desk.stay();
  expect([studio.desk.closing, wished]).toEqual([null, []]);
  desk({ told: "closing", videos: 2 });
  await studio.desk.close("go_on", true);
  expect(sent).toEqual([{ command: "prefer", preferences: { ...nothing.preferences, on_close: "go_on" } }]);
  expect([studio.desk.closing, wished]).toEqual([null, ["go_on"]]);
  await studio.desk.close("pause", false);
  expect([sent.length, wished]).toEqual([1, ["go_on", "pause"]]);
});
