// The sheet of destinations: what is shown when, and tests that tell as they go.
import { expect, test } from "vitest";
import type { DestinationFinding } from "../generated/DestinationFinding";
import { Sheet, type Tried } from "./sheet.svelte";

const finding = (check: DestinationFinding["check"]): DestinationFinding => ({ check, outcome: "good", text: "", mend: null });

function bench() {
  let answer: (tried: Tried) => void = () => {};
  const asked: string[] = [];
  const sheet = new Sheet((command) => {
    asked.push(command.command);
    return new Promise((resolve) => (answer = resolve));
  });
  return { sheet, asked, answer: (tried: Tried) => answer(tried) };
}

test("the form that was opened alone closes with it, another one goes back to the list", () => {
  const { sheet } = bench();
  sheet.add();
  sheet.took("r2");
  expect([sheet.open, sheet.editing, sheet.added]).toEqual([false, null, "r2"]);
  sheet.show();
  sheet.editing = "new";
  sheet.leave();
  expect([sheet.open, sheet.editing]).toEqual([true, null]);
});

test("findings come while a test runs, and no others", async () => {
  const { sheet, asked, answer } = bench();
  sheet.found("r2", finding("put"));
  expect(sheet.testOf("r2")).toBeUndefined();
  const running = sheet.test("r2");
  void sheet.test("r2");
  sheet.found("r2", finding("reach"));
  sheet.found("other", finding("reach"));
  expect(sheet.testOf("r2")).toMatchObject({ running: true, findings: [{ check: "reach" }] });
  answer({ answer: { answer: "tested", diagnosis: { findings: [finding("reach"), finding("begin")] } } });
  await running;
  expect(sheet.testOf("r2")).toMatchObject({ running: false, failure: null, findings: [{ check: "reach" }, { check: "begin" }] });
  sheet.found("r2", finding("put"));
  expect([sheet.testOf("r2")?.findings.length, asked]).toEqual([2, ["test_destination"]]);
});

test("a test that cannot be made says why", async () => {
  const { sheet, answer } = bench();
  const running = sheet.test("r2");
  answer({ failure: { code: "secret_missing", message: "Its secret is gone." } });
  await running;
  expect(sheet.testOf("r2")).toMatchObject({ running: false, failure: { code: "secret_missing" } });
  sheet.forget("r2");
  expect(sheet.testOf("r2")).toBeUndefined();
});
