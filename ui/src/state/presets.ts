// Presets as the window shows them: those that everybody has in the window's language, the person's as they called them.
import type { PresetOption } from "../generated/PresetOption";
import { texts } from "../texts";

/** What a preset is called in the window. */
export const nameOf = ({ preset: { name }, own }: PresetOption): string => (own ? name : (texts.presetNames[name] ?? name));

/** What a preset of everybody's means; empty for the person's own. */
export const meaningOf = ({ preset: { name }, own }: PresetOption): string => (own ? "" : (texts.presetMeans[name] ?? ""));

/** The person's own. */
export const ownOf = (presets: readonly PresetOption[]): PresetOption[] => presets.filter(({ own }) => own);

/** The preset of the person's that would be replaced by one called `name`. */
export const replacedBy = (presets: readonly PresetOption[], name: string): PresetOption | undefined =>
  ownOf(presets).find(({ preset }) => preset.name.toLowerCase() === name.trim().toLowerCase());
