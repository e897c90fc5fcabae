// What is sent when, over a host whose answers are given by hand.
import { expect, test, vi } from "vitest";
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Failure } from "../generated/Failure";
import type { Host } from "./host";
import { inTurn } from "./in-turn";

function bench() {
  const sent: string[] = [];
  const answers: { resolve(answer: Answer): void; reject(failure: Failure): void }[] = [];
  const rpc = ({ command, ...rest }: Command) => {
    sent.push("preset" in rest ? `${command} ${String(rest.preset)}` : command);
    return new Promise<Answer>((resolve, reject) => answers.push({ resolve, reject }));
  };
  return { sent, answers, host: inTurn({ rpc } as Host) };
}

const done: Answer = { answer: "done" };
const preset = (name: string): Command => ({ command: "apply_preset", video: 1, preset: name });

test("what changes something is sent when the one before was answered, and the rest at once", async () => {
  const { sent, answers, host } = bench();
  void host.rpc(preset("a"));
  void host.rpc(preset("b"));
  const converted = host.rpc({ command: "convert", video: 1 });
  void host.rpc({ command: "check", video: 2 });
  expect(sent).toEqual(["apply_preset a", "check"]);
  answers[0]?.resolve(done);
  await vi.waitFor(() => expect(sent).toEqual(["apply_preset a", "check", "apply_preset b"]));
  answers[2]?.resolve(done);
  await vi.waitFor(() => expect(sent.at(-1)).toBe("convert"));
  answers[3]?.resolve(done);
  expect(await converted).toEqual(done);
});

test("what is refused is told to who sent it, and holds nothing up", async () => {
  const { sent, answers, host } = bench();
  const refused = host.rpc(preset("a"));
  void host.rpc(preset("b"));
  const failure: Failure = { code: "not_now", message: "Not while it converts." };
  answers[0]?.reject(failure);
  await expect(refused).rejects.toEqual(failure);
  await vi.waitFor(() => expect(sent).toEqual(["apply_preset a", "apply_preset b"]));
});

test("after a pause it is sent at once again", async () => {
  const { sent, answers, host } = bench();
  const first = host.rpc(preset("a"));
  answers[0]?.resolve(done);
  await first;
  await Promise.resolve();
  void host.rpc(preset("b"));
  expect(sent).toEqual(["apply_preset a", "apply_preset b"]);
});
