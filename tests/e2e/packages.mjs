// The packages that a suite of `cargo xtask test --full` kept, each played by what it is given to. Restartable: what was played
// is recorded, and played again only when it was made anew.
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The folder of the records; undefined where no suite is run. */
export const folder = process.env.HLS_STUDIO_FULL_DIR;
export const suite = process.env.HLS_STUDIO_FULL_SUITE ?? "inputs";
const only = process.env.HLS_STUDIO_FULL_ONLY?.split(",");

/** Where the packages are. */
export const packages = () => join(folder, suite, "packages");

const read = (name) => readFile(join(folder, name), "utf8").then(JSON.parse);

/** Keeps the record of what was played, never half written. */
async function keep(played) {
  const path = join(folder, `${suite}-played.json`);
  await writeFile(`${path}.new`, JSON.stringify(played, null, 2));
  await rename(`${path}.new`, path);
}

/** Has every package played by each of `players`: `play(player, outcome, name)` gives what was seen, or throws. Gives what failed. */
export async function playAll(players, play) {
  const made = Object.entries(await read(`${suite}.json`))
    .filter(([, outcome]) => outcome.package)
    .filter(([name]) => !only || only.some((part) => name.includes(part)));
  const played = await read(`${suite}-played.json`).catch(() => ({}));
  const failed = [];
  const rows = made.flatMap(([name, outcome]) => players.map((player) => [name, outcome, player]));
  for (const [name, outcome, player] of rows) {
    if (played[name]?.made !== outcome.made) played[name] = { made: outcome.made };
    if (played[name][player]) continue;
    try {
      played[name][player] = await play(player, outcome, name);
      await keep(played);
    } catch (error) {
      failed.push(`${name} in ${player}: ${error.message}`);
    }
  }
  console.log(`${rows.length - failed.length} of ${rows.length} times played to the end`);
  return failed;
}
