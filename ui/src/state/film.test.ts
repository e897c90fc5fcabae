import { describe, expect, test, vi } from "vitest";
import type { Tried } from "./sheet.svelte";
import { Film, Under } from "./film.svelte";

const glimpse = (url: string | null): Tried => ({ answer: { answer: "glimpse", url } });
const failure: Tried = { failure: { code: "ffmpeg_failed", message: "There is no picture." } };

describe("a film", () => {
  test("comes one picture after another", async () => {
    let running = 0;
    const film = new Film(async (number) => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
      return glimpse(`${number}.jpg`);
    });
    await film.show(3);
    expect(film.pictures).toEqual(["0.jpg", "1.jpg", "2.jpg"]);
    expect(film.nearest(0.99)).toBe("2.jpg");
  });

  test("is none without its first picture", async () => {
    const asked: number[] = [];
    const film = new Film((number) => {
      asked.push(number);
      return Promise.resolve(failure);
    });
    await film.show(8);
    expect([film.none, asked]).toEqual([true, [0]]);
  });

  test("goes on over one that is missing, and not over many", async () => {
    const asked: number[] = [];
    const film = new Film((number) => {
      asked.push(number);
      return Promise.resolve([1, 3, 4].includes(number) ? failure : glimpse(`${number}.jpg`));
    });
    await film.show(8);
    expect(film.none).toBe(false);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
    expect(film.pictures.slice(0, 5)).toEqual(["0.jpg", null, "2.jpg", null, null]);
    expect(film.nearest(0.9)).toBe("2.jpg");
  });

  test("asks for no more once it is stopped, or something else is shown", async () => {
    const waiting: ((tried: Tried) => void)[] = [];
    const film = new Film(() => new Promise((answer) => waiting.push(answer)));
    const first = film.show(4);
    const second = film.show(2);
    waiting[0]?.(glimpse("old.jpg"));
    await first;
    expect([film.pictures, waiting.length]).toEqual([[null, null], 2]);
    waiting[1]?.(glimpse("new.jpg"));
    await vi.waitFor(() => expect(waiting).toHaveLength(3));
    film.stop();
    waiting[2]?.(glimpse("late.jpg"));
    await second;
    expect([film.pictures, waiting.length]).toEqual([["new.jpg", null], 3]);
  });

  test("is asked for again when an older question was heard after it", async () => {
    const asked: number[] = [];
    const film = new Film((number) => {
      asked.push(number);
      return Promise.resolve(glimpse(asked.length === 2 ? null : `${number}.jpg`));
    });
    await film.show(3);
    expect(film.pictures).toEqual(["0.jpg", "1.jpg", "2.jpg"]);
    expect(asked).toEqual([0, 1, 1, 2]);
  });

  test("stands still when somebody else's is made", async () => {
    const film = new Film((number) => Promise.resolve(glimpse(number === 1 ? null : `${number}.jpg`)));
    await film.show(4);
    expect(film.pictures).toEqual(["0.jpg", null, null, null]);
  });
});

describe("the picture under a handle", () => {
  const frame = (seconds: number): Tried => ({
    answer: { answer: "frame", frame: { url: `${seconds}.jpg`, number: seconds, seconds, size: { width: 16, height: 9 } } },
  });
  const setting = () => {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const under = new Under((seconds) => {
      asked.push(seconds);
      return new Promise((answer) => answers.push(() => answer(frame(seconds))));
    }, () => Promise.resolve());
    const come = async () => {
      answers.shift()?.();
      await new Promise((done) => setTimeout(done));
    };
    return { asked, under, come };
  };

  test("is asked for once at a time, and then where the handle is by then", async () => {
    const { asked, under, come } = setting();
    for (const seconds of [1, 2, 3, 4]) under.show(seconds);
    expect(asked).toEqual([1]);
    await come();
    expect([asked, under.frame?.number]).toEqual([[1, 4], 1]);
    await come();
    expect([asked, under.frame?.number]).toEqual([[1, 4], 4]);
    under.show(5);
    expect(asked).toEqual([1, 4, 5]);
  });

  test("is asked for again when something else was heard after it", async () => {
    const asked: number[] = [];
    const none: Tried = { answer: { answer: "frame", frame: null } };
    const under = new Under((seconds) => {
      asked.push(seconds);
      return Promise.resolve(asked.length === 1 ? none : frame(seconds));
    }, () => Promise.resolve());
    under.show(3);
    await vi.waitFor(() => expect(under.frame?.number).toBe(3));
    expect(asked).toEqual([3, 3]);
  });

  test("is none when the handle was let go of", async () => {
    const { asked, under, come } = setting();
    under.show(1);
    under.forget();
    await come();
    expect(under.frame).toBeNull();
    under.show(2);
    expect(asked).toEqual([1, 2]);
  });
});
