// What is made beside a package and how it lies on a server: what of it excludes what.
import type { Choice } from "../generated/Choice";

/** What can be switched on. */
export type Delivery = "page" | "mp4" | "dash" | "joined" | "encrypted";

/** The pairs that cannot be had together; the engine refuses them. */
const CLASHES: [Delivery, Delivery][] = [
  ["dash", "joined"],
  ["dash", "encrypted"],
  ["mp4", "encrypted"],
];

/** A key is used for so many seconds unless something else is chosen. */
const ROTATION = 300;

/** Whether it is on. */
export function has(choice: Choice, what: Delivery): boolean {
  if (what === "joined") return choice.packaging === "byte_range";
  if (what === "encrypted") return choice.encryption !== null;
  return choice[what];
}

/** What is on that excludes it; `null` when it can be had. */
export function clash(choice: Choice, what: Delivery): Delivery | null {
  const others = CLASHES.filter((pair) => pair.includes(what)).map(([one, other]) => (one === what ? other : one));
  return others.find((other) => has(choice, other)) ?? null;
}

/** The choice with it on or off. */
export function flipped(choice: Choice, what: Delivery): Choice {
  const on = !has(choice, what);
  if (what === "joined") return { ...choice, packaging: on ? "byte_range" : "segments" };
  if (what !== "encrypted") return { ...choice, [what]: on };
  return { ...choice, encryption: on ? { rotation_seconds: ROTATION, key_address: null, publish_keys: false } : null };
}

/** The choice with the keys at `address`, or where the package is when there is none. */
export function keysAt(choice: Choice, address: string): Choice {
  const { encryption } = choice;
  return encryption === null ? choice : { ...choice, encryption: { ...encryption, key_address: address.trim() || null } };
}
