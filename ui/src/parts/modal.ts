// What lies over the window and holds the focus until it closes.

/** Opens a dialog, and gives the focus back in the end. */
export function modal(dialog: HTMLDialogElement): { destroy: () => void } {
  const before = document.activeElement;
  dialog.showModal();
  return { destroy: () => before instanceof HTMLElement && before.focus() };
}
