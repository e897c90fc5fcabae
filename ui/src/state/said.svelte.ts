// What the window says to the person in passing, and what it asks.
import type { Failure } from "../generated/Failure";

/** Something said in passing. */
export interface Toast {
  id: number;
  message: string;
  bad: boolean;
}

/** Something that cannot be taken back, before it is done. */
export interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
  answer: (yes: boolean) => void;
}

const MOST_TOASTS = 3;

/** What is said and asked. */
export class Said {
  #toastId = 0;
  toasts = $state.raw<Toast[]>([]);
  /** What the person is asked. */
  question = $state.raw<Question | null>(null);

  complain(failure: Failure): void {
    this.say(failure.message, true);
  }

  say(message: string, bad = false): void {
    if (this.toasts.some((toast) => toast.message === message)) return;
    this.toasts = [...this.toasts, { id: ++this.#toastId, message, bad }].slice(-MOST_TOASTS);
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** Asks the person, and answers what they chose. */
  ask(question: Omit<Question, "answer">): Promise<boolean> {
    this.question?.answer(false);
    return new Promise((resolve) => {
      this.question = {
        ...question,
        answer: (yes) => {
          this.question = null;
          resolve(yes);
        },
      };
    });
  }
}
