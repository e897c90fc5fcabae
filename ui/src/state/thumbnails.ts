// The thumbnails of a package: a WebVTT track whose cues name tiles on sheets (#xywh=x,y,width,height).

/** A small picture of the video, as large as it lies on its sheet. */
export interface Tile {
  /** Seconds from which it stands for the video. */
  begin: number;
  /** Address of its sheet. */
  sheet: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The tiles of a track, in their order; addresses in it are meant from `base`. What is no tile is left out. */
export function parseTiles(text: string, base: string): Tile[] {
  const tiles: Tile[] = [];
  for (const block of text.split(/\r?\n\r?\n/).slice(1)) {
    const [times = "", place = ""] = block.trim().split(/\r?\n/).slice(-2);
    const time = /^(?:(\d+):)?(\d\d):(\d\d\.\d+) +-->/.exec(times);
    const found = /^(.+)#xywh=(\d+),(\d+),(\d+),(\d+)$/.exec(place);
    if (!time || !found) continue;
    const [hours = 0, minutes = 0, seconds = 0] = time.slice(1).map((part) => Number(part ?? 0));
    const [x = 0, y = 0, width = 0, height = 0] = found.slice(2).map(Number);
    const begin = (hours * 60 + minutes) * 60 + seconds;
    tiles.push({ begin, sheet: new URL(found[1] ?? "", base).href, x, y, width, height });
  }
  return tiles;
}

/** The tile that stands for the video at `seconds`. */
export function tileAt(tiles: readonly Tile[], seconds: number): Tile | undefined {
  const next = tiles.findIndex((tile) => tile.begin > seconds);
  return tiles[next < 0 ? tiles.length - 1 : Math.max(0, next - 1)];
}

/** How to show a tile whose longer side becomes `longest` pixels: CSS of a box with its sheet behind it. */
export function shown(tile: Tile, tiles: readonly Tile[], longest: number) {
  const scale = longest / Math.max(tile.width, tile.height);
  const beside = tiles.filter(({ sheet }) => sheet === tile.sheet);
  const across = Math.max(...beside.map(({ x, width }) => x + width));
  return {
    width: `${tile.width * scale}px`,
    height: `${tile.height * scale}px`,
    image: `url("${tile.sheet}")`,
    position: `${-tile.x * scale}px ${-tile.y * scale}px`,
    size: `${across * scale}px auto`,
  };
}
