// Full screen for one element, in the words of the standard, of older webviews and of phones that have it for videos only.

interface OldElement extends HTMLElement {
  webkitRequestFullscreen?(): void;
}

interface OldVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

interface OldDocument extends Document {
  webkitFullscreenElement?: Element | null;
  webkitFullscreenEnabled?: boolean;
  webkitExitFullscreen?(): void;
}

/** Whether any element may fill the screen; undefined where there is no such thing, as on an iPhone. */
const allowed = (): boolean | undefined =>
  (document.fullscreenEnabled as boolean | undefined) ?? (document as OldDocument).webkitFullscreenEnabled;

/** Whether this window can show a player over the whole screen. */
export const canFullScreen = (): boolean => allowed() ?? "webkitEnterFullscreen" in HTMLVideoElement.prototype;

/** Whether `element` is what fills the screen. */
export const inFullScreen = (element: HTMLElement): boolean =>
  element === (document.fullscreenElement ?? (document as OldDocument).webkitFullscreenElement);

/** Fills the screen with `element`, or with the video in it where only that can be done; or gives it back. */
export async function switchFullScreen(element: OldElement): Promise<void> {
  if (!canFullScreen()) return;
  const old = document as OldDocument;
  try {
    if (allowed() === undefined) return element.querySelector<OldVideo>("video")?.webkitEnterFullscreen?.();
    if (inFullScreen(element)) await (document.exitFullscreen?.() ?? old.webkitExitFullscreen?.());
    else await (element.requestFullscreen?.() ?? element.webkitRequestFullscreen?.());
  } catch {
    // The system said no, as it may when another window is in front; the picture stays where it is.
  }
}
