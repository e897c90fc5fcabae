// Several videos marked at once, as file lists have it: by themselves, one more, or from one to another. Pure.

/** The marked ones, and the one a range begins at. */
export interface Marks {
  ids: ReadonlySet<number>;
  from: number | null;
}

/** Nothing but the one that is shown. */
export const only = (id: number | null): Marks => ({ ids: new Set(id === null ? [] : [id]), from: id });

/** With `id` marked as well, or not any more; the last one stays. */
export function toggled(marks: Marks, id: number): Marks {
  const ids = new Set(marks.ids);
  if (!ids.delete(id)) ids.add(id);
  return ids.size === 0 ? marks : { ids, from: id };
}

/** From where the range begins to `id`, as the list `shown` stands. */
export function ranged(marks: Marks, shown: number[], id: number): Marks {
  const [from, to] = [shown.indexOf(marks.from ?? id), shown.indexOf(id)];
  if (from < 0 || to < 0) return only(id);
  return { ids: new Set(shown.slice(Math.min(from, to), Math.max(from, to) + 1)), from: marks.from };
}

/** Without those that are off the list; the same when all are there. */
export function present(marks: Marks, there: (id: number) => boolean): Marks {
  const ids = [...marks.ids].filter(there);
  return ids.length === marks.ids.size ? marks : { ids: new Set(ids), from: marks.from };
}
