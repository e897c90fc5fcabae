// What goes together beside a package and on a server.
import { describe, expect, test } from "vitest";
import { clash, flipped, has, keysAt } from "./delivery";
import { video } from "./fixtures";

const { choice } = video(1).details;

describe("delivery", () => {
  test("is switched on and off", () => {
    for (const what of ["page", "mp4", "dash", "joined", "encrypted"] as const) {
      const on = flipped(choice, what);
      expect([has(choice, what), has(on, what)]).toEqual([false, true]);
      expect(flipped(on, what)).toEqual(choice);
    }
  });

  test("excludes what cannot be had with it", () => {
    expect(clash(choice, "dash")).toBeNull();
    expect(clash(flipped(choice, "joined"), "dash")).toBe("joined");
    expect(clash(flipped(choice, "encrypted"), "mp4")).toBe("encrypted");
    expect(clash(flipped(choice, "dash"), "encrypted")).toBe("dash");
    expect(clash(flipped(choice, "encrypted"), "joined")).toBeNull();
  });

  test("keys have an address or none", () => {
    const on = flipped(choice, "encrypted");
    expect(keysAt(on, " https://keys.example.com/ ").encryption?.key_address).toBe("https://keys.example.com/");
    expect(keysAt(on, "  ").encryption?.key_address).toBeNull();
    expect(keysAt(choice, "https://keys.example.com/")).toEqual(choice);
  });
});
