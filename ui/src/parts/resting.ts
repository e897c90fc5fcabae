// A button that does nothing for a while, and keeps the focus meanwhile, which one that is disabled loses.
import type { Attachment } from "svelte/attachments";

/** Takes no presses, from the pointer or by Enter in its form, while it `is` resting. */
export function resting(is: boolean): Attachment<HTMLButtonElement> {
  return (button) => {
    button.ariaDisabled = is ? "true" : null;
    if (!is) return;
    const refuse = (event: Event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    button.addEventListener("click", refuse, { capture: true });
    return () => button.removeEventListener("click", refuse, { capture: true });
  };
}
