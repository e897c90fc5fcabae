// Full screen for one element, in the words of the standard and of older webviews.

interface OldElement extends HTMLElement {
  webkitRequestFullscreen?(): void;
}

interface OldDocument extends Document {
  webkitFullscreenElement?: Element | null;
  webkitFullscreenEnabled?: boolean;
  webkitExitFullscreen?(): void;
}

/** Whether this window can show one element over the whole screen. */
export const canFullScreen = (): boolean =>
  document.fullscreenEnabled || ((document as OldDocument).webkitFullscreenEnabled ?? false);

/** Whether `element` is what fills the screen. */
export const inFullScreen = (element: HTMLElement): boolean =>
  element === (document.fullscreenElement ?? (document as OldDocument).webkitFullscreenElement);

/** Fills the screen with `element`, or gives it back. */
export async function switchFullScreen(element: OldElement): Promise<void> {
  if (!canFullScreen()) return;
  const old = document as OldDocument;
  try {
    if (inFullScreen(element)) await (document.exitFullscreen?.() ?? old.webkitExitFullscreen?.());
    else await (element.requestFullscreen?.() ?? element.webkitRequestFullscreen?.());
  } catch {
    // The system said no, as it may when another window is in front; the picture stays where it is.
  }
}
