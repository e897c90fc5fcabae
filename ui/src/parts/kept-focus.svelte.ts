// The focus, kept while what had it goes away: it goes on to something near, so that the keyboard never starts over.

interface Kept {
  /** Where the focus may be lost, unless that is the whole window. */
  within?: () => HTMLElement | undefined;
  /** What takes away what may have the focus; it is read, so that its changes are seen. */
  changes: () => unknown;
  /** What has the focus next. */
  next: () => HTMLElement | null | undefined;
}

/** Whether nothing has the focus. */
const lost = () => document.activeElement === null || document.activeElement === document.body;

/** Keeps the focus, as long as the component lives that calls this. */
export function keepFocus({ within, changes, next }: Kept): void {
  let held = false;
  $effect.pre(() => {
    changes();
    held = !lost() && (within === undefined || within()?.contains(document.activeElement) === true);
  });
  $effect(() => {
    changes();
    if (held && lost()) next()?.focus({ preventScroll: true });
  });
}
