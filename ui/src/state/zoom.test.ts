// How the picture is enlarged: what is pointed at stays, and nothing but the picture is seen.
import { expect, test } from "vitest";
import { Zoom } from "./zoom.svelte";

function fitted(): Zoom {
  const zoom = new Zoom();
  zoom.fit(800, 450);
  return zoom;
}

/** Where a place of the picture, from its middle at its own size, is in the frame. */
const seen = (zoom: Zoom, x: number, y: number) => [x * zoom.scale + zoom.x, y * zoom.scale + zoom.y];

test("what is pointed at stays under the pointer", () => {
  const zoom = fitted();
  zoom.by(2, 200, -100);
  expect(seen(zoom, 200, -100)).toEqual([200, -100]);
  zoom.by(1.5, -50, 30);
  const place = [(-50 - zoom.x) / zoom.scale, (30 - zoom.y) / zoom.scale] as const;
  zoom.by(1.2, -50, 30);
  seen(zoom, ...place).forEach((value, index) => expect(value).toBeCloseTo([-50, 30][index] ?? 0));
});

test("its edges stay at those of the frame or beyond", () => {
  const zoom = fitted();
  zoom.pan(100, 100);
  expect([zoom.x, zoom.y, zoom.transform]).toEqual([0, 0, "none"]);
  zoom.by(2);
  zoom.pan(1000, -1000);
  expect([zoom.x, zoom.y]).toEqual([400, -225]);
  zoom.by(0.1);
  expect([zoom.scale, zoom.x, zoom.y]).toEqual([1, 0, 0]);
});

test("goes to the pixels one by one, two for one, and back", () => {
  const zoom = fitted();
  const scales = [1, 2, 3].map(() => (zoom.next(1920, 1), zoom.scale));
  expect(scales.map((scale) => scale.toFixed(2))).toEqual(["2.40", "4.80", "1.00"]);
  // A picture with fewer pixels than the screen.
  zoom.next(640, 2);
  expect(zoom.scale).toBe(1);
});

test("keys and the wheel do the same within bounds", () => {
  const zoom = fitted();
  expect([zoom.press("+"), zoom.scale, zoom.press("-"), zoom.scale, zoom.press("x")]).toEqual([true, 1.5, true, 1, false]);
  zoom.wheel(-100_000, 0, 0);
  expect(zoom.scale).toBe(16);
});
