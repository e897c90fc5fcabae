import type Hls from "hls.js";
import { describe, expect, it, vi } from "vitest";
import { hold, release, settings, worthwhile } from "./loading";

describe("over a network", () => {
  const player = (played: boolean) => ({ config: { ...settings(true, played) }, loadLevel: -1, firstAutoLevel: 2 }) as unknown as Hls;

  it("little is loaded, in one quality, until somebody plays it", () => {
    const hls = player(false);
    hold(hls);
    expect([hls.loadLevel, hls.config.maxMaxBufferLength]).toEqual([2, 1]);
    release(hls, false);
    expect([hls.loadLevel, hls.config.maxMaxBufferLength]).toEqual([-1, 60]);
    // From then on the quality is not touched.
    hls.loadLevel = 1;
    release(hls, false);
    expect(hls.loadLevel).toBe(1);
  });

  it("a quality that was picked beforehand stays", () => {
    const hls = player(false);
    hls.loadLevel = 0;
    release(hls, true);
    expect([hls.loadLevel, hls.config.maxMaxBufferLength]).toEqual([0, 60]);
  });

  it("is tried again as long as there is something to play, or nothing has come yet, but not where there is nothing", () => {
    const mayRetry = vi.fn(() => true);
    expect([worthwhile(undefined, 20, true, mayRetry), worthwhile(503, 0.2, true, mayRetry)]).toEqual([true, false]);
    expect(mayRetry).not.toHaveBeenCalled();
    expect([worthwhile(0, 0, false, mayRetry), worthwhile(undefined, 0, false, () => false)]).toEqual([true, false]);
    expect([403, 404, 410].map((answer) => worthwhile(answer, 20, false, mayRetry))).toEqual([false, false, false]);
  });
});

it("over loopback there is no reason to spare anything", () => {
  expect(settings(false, false)).toEqual(settings(false, true));
  expect(settings(false, false)).not.toHaveProperty("capLevelToPlayerSize");
});
