// The window's own keys, apart from those of the list and of the player. Pure.

/** What a key of the window does. */
export type Shortcut = "add" | "settings" | "search" | "keys" | "close";

/** What of a key's event matters. */
export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Where the window is. */
export interface Around {
  /** Cmd takes the place of Ctrl. */
  mac: boolean;
  /** It is an app's own window, which its keys may close; a browser's are the browser's. */
  own: boolean;
  /** The keyboard is where text is typed. */
  typing: boolean;
  /** Something lies over the window that has to be answered first. */
  covered: boolean;
}

/** What is done by keys with Ctrl, or Cmd. */
const WITH: Record<string, Shortcut> = { o: "add", ",": "settings", f: "search", w: "close", q: "close" };

/** Of these, those that the menus of macOS have already. */
const IN_MENUS: readonly Shortcut[] = ["add", "settings", "close"];

/** What a key does; null when it is none of the window's. */
export function shortcut(pressed: Pressed, around: Around): Shortcut | null {
  const { mac, own, typing, covered } = around;
  const [command, other] = mac ? [pressed.metaKey, pressed.ctrlKey] : [pressed.ctrlKey, pressed.metaKey];
  if (other || pressed.altKey) return null;
  if (!command) {
    const asks = pressed.key === "F1" || (pressed.key === "?" && !typing);
    return asks && !covered ? "keys" : null;
  }
  if (pressed.shiftKey) return null;
  const found = WITH[pressed.key.toLowerCase()] ?? null;
  if (found === null || (mac && own && IN_MENUS.includes(found))) return null;
  if (found === "close") return own ? found : null;
  return covered ? null : found;
}

/** The keys as they are listed: by groups, each with what it does. Those in `keyNames` are named by the language. */
export const LISTED = {
  window: {
    add: ["ctrl O"],
    search: ["ctrl F"],
    settings: ["ctrl ,"],
    keys: ["F1", "?"],
    close: ["ctrl W"],
    quit: ["ctrl Q"],
  },
  list: {
    move: ["↑ ↓"],
    extend: ["shift ↑ ↓"],
    all: ["ctrl A"],
    reorder: ["alt ↑ ↓"],
    remove: ["delete"],
  },
  player: {
    play: ["space", "K"],
    seek: ["← →"],
    jump: ["J L"],
    chapter: ["shift ← →"],
    step: [", ."],
    tenth: ["0 – 9"],
    volume: ["↑ ↓"],
    mute: ["M"],
    captions: ["C"],
    full: ["F", "F11"],
  },
} as const;

/** What is listed only where the window may be closed by its keys. */
export const OWN: readonly string[] = ["close", "quit"];

/** Whether this is macOS, by what the webview says of it. */
export const isMac = (platform: string): boolean => /^mac/i.test(platform);
