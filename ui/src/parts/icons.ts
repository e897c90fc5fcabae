// The shapes of the icons, drawn on a field of 16 by 16.

/** Shapes to fill. */
export const filled = {
  play: "M4.5 2.6a.7.7 0 0 1 1.06-.6l8.3 5.4a.7.7 0 0 1 0 1.2L5.56 14a.7.7 0 0 1-1.06-.6Z",
  pause: "M4 2.8c0-.4.3-.8.8-.8h1.4c.5 0 .8.4.8.8v10.4c0 .4-.3.8-.8.8H4.8a.8.8 0 0 1-.8-.8ZM9 2.8c0-.4.3-.8.8-.8h1.4c.5 0 .8.4.8.8v10.4c0 .4-.3.8-.8.8H9.8a.8.8 0 0 1-.8-.8Z",
  more: "M3 9.4a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8Zm5 0a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8Zm5 0a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8Z",
};

/** Lines to draw. */
export const drawn = {
  check: "m3 8.6 3.2 3.2L13 4.6",
  close: "m4 4 8 8m0-8-8 8",
  chevron: "m6 3.5 4.5 4.5L6 12.5",
  attention: "M8 4.2v4.6M8 11.6v.1M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z",
  info: "M8 7.3v4M8 4.7v.1M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z",
  turn: "M13 8a5 5 0 1 1-1.6-3.7M13 1.8v2.9h-2.9",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm3.3 7.8 3.2 3.2",
  full: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  small: "M6 2.5V6H2.5M13.5 6H10V2.5M10 13.5V10h3.5M2.5 10H6v3.5",
  loud: "M2 6.2h2.3L8 3v10L4.3 9.8H2ZM10.5 5.6a3.4 3.4 0 0 1 0 4.8M12.6 3.6a6.2 6.2 0 0 1 0 8.8",
  silent: "M2 6.2h2.3L8 3v10L4.3 9.8H2ZM10.5 6.2l3.6 3.6m0-3.6-3.6 3.6",
  wave: "M2 7.5v1M5 5.5v5M8 3v10M11 5v6M14 7v2",
  film: "M2 3.5h12v9H2ZM5 3.5v9M11 3.5v9M2 6.5h3M2 9.5h3M11 6.5h3M11 9.5h3",
};

/** The name of an icon. */
export type IconName = keyof typeof filled | keyof typeof drawn;
