// What the window says to the person in passing, and what it asks.
import type { Failure } from "../generated/Failure";
import { speak } from "../said";

/** Something said in passing. */
export interface Toast {
  id: number;
  message: string;
  bad: boolean;
  /** What can be done about it. */
  act: ToastAct | null;
}

/** One thing that can be done about what was said, such as taking it back. */
export interface ToastAct {
  label: string;
  act: () => void;
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
    this.warn(speak(failure.message));
  }

  /** Says what went wrong. */
  warn(message: string): void {
    this.#put(message, true, null);
  }

  say(message: string, act: ToastAct | null = null): void {
    this.#put(message, false, act);
  }

  #put(message: string, bad: boolean, act: ToastAct | null): void {
    // What is said once more stands as it was, unless it does something else by now.
    const others = act ? this.toasts.filter((toast) => toast.message !== message) : this.toasts;
    if (others.some((toast) => toast.message === message)) return;
    this.toasts = [...others, { id: ++this.#toastId, message, bad, act }].slice(-MOST_TOASTS);
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
