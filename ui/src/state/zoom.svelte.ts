// How much of the picture is seen, and where: the same on both sides of the wipe.

/** The most that it is enlarged. */
const MOST = 16;

/** How much nearer a step of the keyboard goes. */
const STEP = 1.5;

/** Pixels that a wheel turns for the picture to be as much larger as `e`. */
const WHEEL = 300;

export class Zoom {
  /** How many times as large as it is when all of it is seen. */
  scale = $state(1);
  /** CSS pixels by which its middle is away from that of its frame. */
  x = $state(0);
  y = $state(0);
  #width = 0;
  #height = 0;

  readonly on = $derived(this.scale > 1);
  readonly transform = $derived(this.scale > 1 ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})` : "none");

  /** The whole picture is so many CSS pixels large. */
  fit(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#to(this.scale, this.x, this.y);
  }

  /** Enlarges it by `factor`; what is so far from the middle of the frame stays where it is. */
  by(factor: number, x = 0, y = 0): void {
    const scale = Math.min(MOST, Math.max(1, this.scale * factor));
    const grown = scale / this.scale;
    this.#to(scale, x - (x - this.x) * grown, y - (y - this.y) * grown);
  }

  /** As far as a wheel was turned, by pixels. */
  wheel(turned: number, x: number, y: number): void {
    this.by(Math.exp(-turned / WHEEL), x, y);
  }

  pan(x: number, y: number): void {
    this.#to(this.scale, this.x + x, this.y + y);
  }

  reset(): void {
    this.#to(1, 0, 0);
  }

  /** From all of it to a pixel of `width` across for one of the screen, with `density` of them in a CSS pixel; then two for one, and back. */
  next(width: number, density: number): void {
    const one = width / (this.#width * density);
    const places = [1, one, one * 2].filter((scale) => scale > 1.01);
    const larger = places.find((scale) => scale > this.scale * 1.01);
    if (larger === undefined) this.reset();
    else this.by(larger / this.scale);
  }

  /** Carries out a key; whether it was one of its. */
  press(key: string): boolean {
    if (key === "+" || key === "=") this.by(STEP);
    else if (key === "-") this.by(1 / STEP);
    else return false;
    return true;
  }

  /** No more than all of the picture is moved out of its frame. */
  #to(scale: number, x: number, y: number): void {
    const within = (value: number, length: number) => {
      const room = ((scale - 1) * length) / 2;
      // Never below zero by nothing.
      return Math.min(room, Math.max(-room, value)) + 0;
    };
    this.scale = scale;
    this.x = within(x, this.#width);
    this.y = within(y, this.#height);
  }
}
