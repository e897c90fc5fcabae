// Which rows of a long list are in the document, and where it is scrolled to. Pure; rows are all of one height.

/** Rows beyond what is seen, so that none is missing while it is scrolled. */
const SPARE = 5;

/** Indices of the rows that are drawn: the seen ones, some more, and `kept` wherever it is, in order. */
export function drawnRows(top: number, height: number, row: number, count: number, kept: number): number[] {
  const first = Math.max(0, Math.floor(top / row) - SPARE);
  const last = Math.min(count, Math.ceil((top + height) / row) + SPARE);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  if (kept >= 0 && kept < count) {
    if (kept < first) rows.unshift(kept);
    else if (kept >= last) rows.push(kept);
  }
  return rows;
}

/** Where to scroll to so that the row at `index` is seen whole; `top` when it is. */
export function toSee(index: number, top: number, height: number, row: number): number {
  const begin = index * row;
  if (begin < top) return begin;
  return Math.max(top, begin + row - height);
}

/** Where to scroll to so that what is seen stays when the list changes: the first seen one of `before` that is in `after`. */
export function staying(before: number[], after: number[], top: number, row: number): number {
  const first = Math.floor(top / row);
  if (first === 0 || before[first] === after[first]) return top;
  const place = new Map(after.map((id, index) => [id, index]));
  for (let index = first; index < before.length; index += 1) {
    const now = place.get(before[index] ?? Number.NaN);
    if (now !== undefined) return Math.max(0, top + (now - index) * row);
  }
  return top;
}
