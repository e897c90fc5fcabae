// The sheet of destinations: whether it is open, what is edited in it, and what tests have found.
import { SvelteMap } from "svelte/reactivity";
import type { Answer } from "../generated/Answer";
import type { Command } from "../generated/Command";
import type { Destination } from "../generated/Destination";
import type { DestinationFinding } from "../generated/DestinationFinding";
import type { Failure } from "../generated/Failure";

/** What a command came to. */
export type Tried = { answer: Answer } | { failure: Failure };

/** A test of a destination. */
export interface Test {
  running: boolean;
  /** In the order in which they were found. */
  findings: DestinationFinding[];
  /** Why it could not be tested. */
  failure: Failure | null;
}

export class Sheet {
  readonly #try: (command: Command) => Promise<Tried>;
  readonly #tests = new SvelteMap<string, Test>();
  open = $state(false);
  /** What the form is for; null shows the list. */
  editing = $state.raw<Destination | "new" | null>(null);
  /** The one that was added last. */
  added = $state<string | null>(null);
  /** It was opened for this form alone, and closes with it. */
  #once = false;

  constructor(tried: (command: Command) => Promise<Tried>) {
    this.#try = tried;
  }

  /** Shows the list. */
  show(): void {
    this.editing = null;
    this.#once = false;
    this.open = true;
  }

  /** Shows the form for a new destination, and nothing else. */
  add(): void {
    this.editing = "new";
    this.#once = true;
    this.open = true;
  }

  /** Shows the form for one of them. Opened for it alone, it closes with it. */
  edit(destination: Destination): void {
    this.#once = !this.open;
    this.editing = destination;
    this.open = true;
  }

  close(): void {
    this.open = false;
    this.editing = null;
  }

  /** The form is done with. */
  leave(): void {
    if (this.#once) this.close();
    else this.editing = null;
  }

  /** A destination was added. */
  took(name: string): void {
    this.added = name;
    this.#tests.delete(name);
    this.leave();
  }

  testOf(name: string): Test | undefined {
    return this.#tests.get(name);
  }

  /** Hides what a test has found. */
  forget(name: string): void {
    this.#tests.delete(name);
  }

  /** Something was found by a test that goes on. */
  found(name: string, finding: DestinationFinding): void {
    const test = this.#tests.get(name);
    if (test?.running) this.#tests.set(name, { ...test, findings: [...test.findings, finding] });
  }

  /** Tests a destination for real. */
  async test(name: string): Promise<void> {
    if (this.#tests.get(name)?.running) return;
    this.#tests.set(name, { running: true, findings: [], failure: null });
    const tried = await this.#try({ command: "test_destination", name });
    const seen = this.#tests.get(name)?.findings ?? [];
    if ("failure" in tried) this.#tests.set(name, { running: false, findings: seen, failure: tried.failure });
    else {
      const findings = tried.answer.answer === "tested" ? tried.answer.diagnosis.findings : seen;
      this.#tests.set(name, { running: false, findings, failure: null });
    }
  }
}
