// The window's memory over a host that is made up for the test.
import { expect, test, vi } from "vitest";
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { DropHandlers, Host, Listener } from "../host/host";
import { video } from "./fixtures";
import { nothing } from "./fold";
import { isOpened } from "./opened";
import { StudioStore } from "./studio.svelte";

function bench(answer: (command: Command) => Promise<Answer> = () => Promise.resolve({ answer: "done" })) {
  let listener: Listener | undefined;
  let drops: DropHandlers | undefined;
  const sent: Command[] = [];
  const opened: number[] = [];
  const stopped = vi.fn();
  const host: Host = {
    capabilities: { chooseOutput: false },
    rpc(command) {
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
    chooseVideos: () => Promise.resolve({ answer: "added", videos: [2] }),
  };
  const studio = new StudioStore(host);
  const stop = studio.start();
  listener?.event({
    seq: 1,
    change: "snapshot",
    studio: { ...nothing, videos: [video(1), video(2), video(3, { state: { is: "finished" } })], tools: { is: "looking" }, output: "/out" },
  });
  const chosen = () => studio.videos[0]?.details?.ladder.filter((option) => option.chosen).map((option) => option.rung.name);
  return { studio, opened, sent, stop, stopped, chosen, drops: () => drops as DropHandlers };
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
  expect(stopped).toHaveBeenCalledTimes(2);
});
