// Fetching the WebVTT tracks that lie beside a playlist.

/** The text at `address`; an empty one when there is none. */
export async function fetchTrack(address: string, signal: AbortSignal): Promise<string> {
  try {
    const answer = await fetch(address, { signal });
    return answer.ok ? await answer.text() : "";
  } catch {
    // A package of before, or one that went away: the player works without.
    return "";
  }
}
