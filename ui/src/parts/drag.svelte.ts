// Rows dragged to another place with the pointer: the web view keeps the system's own drag and drop for files.

/** What is dragged over. */
export interface Field {
  box: () => HTMLElement;
  /** Height of a row in pixels. */
  row: () => number;
  /** How many rows there are. */
  count: () => number;
  /** The rows were let go before the row at `gap`. */
  drop: (ids: number[], gap: number) => void;
}

/** Pixels from which a press is a drag. */
const BEGIN = 6;
/** Pixels from an edge within which the list scrolls by itself. */
const EDGE = 36;

export class Drag {
  readonly #field: Field;
  /** The rows on their way; none while nothing is dragged. */
  ids: number[] = $state.raw([]);
  /** Before which row they would go; null while nothing is dragged. */
  gap: number | null = $state(null);
  #end = new AbortController();

  constructor(field: Field) {
    this.#field = field;
  }

  /** A row was pressed. */
  grab(event: PointerEvent, ids: number[]): void {
    if (event.button !== 0 || event.pointerType === "touch" || event.shiftKey || event.ctrlKey || event.metaKey) return;
    this.cancel();
    this.#end = new AbortController();
    const { signal } = this.#end;
    let at = event.clientY;
    let timer: number | undefined;
    const follow = () => {
      const box = this.#field.box();
      const { top, bottom } = box.getBoundingClientRect();
      const over = at < top + EDGE ? at - top - EDGE : at > bottom - EDGE ? at - bottom + EDGE : 0;
      box.scrollTop += over / 3;
      const gap = Math.round((at - top + box.scrollTop) / this.#field.row());
      this.gap = Math.min(Math.max(gap, 0), this.#field.count());
      timer = requestAnimationFrame(follow);
    };
    signal.addEventListener("abort", () => timer !== undefined && cancelAnimationFrame(timer));
    window.addEventListener("pointermove", (move) => {
      at = move.clientY;
      if (this.ids.length > 0 || Math.abs(at - event.clientY) < BEGIN) return;
      this.ids = ids;
      // The press is no click any more.
      this.#field.box().setPointerCapture(event.pointerId);
      follow();
    }, { signal });
    window.addEventListener("pointerup", () => {
      const { gap } = this;
      const dragged = this.ids;
      this.cancel();
      if (gap !== null && dragged.length > 0) this.#field.drop(dragged, gap);
    }, { signal });
    window.addEventListener("pointercancel", () => this.cancel(), { signal });
    window.addEventListener("blur", () => this.cancel(), { signal });
  }

  /** Everything stays where it was. */
  cancel(): void {
    this.#end.abort();
    this.ids = [];
    this.gap = null;
  }
}
