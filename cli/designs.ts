/** A design by its name, or out of a user's file. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";
import { combinationCalled } from "../checks/designs/search.js";
import type { Quirk } from "../model/quirk.js";
import { composeQuirk, termsOf } from "../model/quirks/composed/compose.js";
import { DESIGNS, type Design, designCalled } from "../model/quirks/designs.js";
import { type Terms, USUAL_TERMS } from "../model/world/terms.js";
import { UsageError } from "./errors.js";

/** What is verified: a quirk, and what it changes around it. */
export interface Verified extends Pick<Design, "name" | "quirk" | "terms"> {
  /** Whose verdicts were worked out by hand: not those of a combination or a user's file. */
  readonly isDesign: boolean;
}

/** Before the name of a combination of improvements. */
export const COMBINATION = "combination: ";

/** The functions and fields that every quirk has. */
const FUNCTIONS = ["probe", "write", "read", "reset", "msiChanged"] as const;

/** Whether `--quirk` says a file. */
export function isFile(text: string | undefined): text is string {
  return text !== undefined && !text.startsWith(COMBINATION) && /[./]/.test(text);
}

/** @throws UsageError if there is no such design, or no quirk in the file */
export async function findDesign(text: string): Promise<Verified> {
  const design = designCalled(text);
  if (design !== undefined) return { ...design, isDesign: true };
  const combination = text.startsWith(COMBINATION) ? combined(text) : undefined;
  if (combination !== undefined) return combination;
  if (!isFile(text)) {
    const names = DESIGNS.map(({ name }) => name).join(", ");
    throw new UsageError(`--quirk: '${text}' is neither a file nor one of ${names}`);
  }
  const path = resolve(text);
  if (!existsSync(path)) throw new UsageError(`--quirk: no file ${text}`);
  return designIn(text, await load(text, path));
}

/** The quirk of a combination of improvements, as the search names it. */
function combined(text: string): Verified | undefined {
  const found = combinationCalled(text.slice(COMBINATION.length));
  if (found === undefined) return undefined;
  const { name, features } = found;
  const quirk = composeQuirk(name, features);
  return { name: text, quirk, terms: termsOf(features), isDesign: false };
}

async function load(text: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await tsImport(pathToFileURL(path).href, import.meta.url)) as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`--quirk: ${text} cannot be loaded: ${(error as Error).message}`);
  }
}

function designIn(text: string, { quirk, terms = {} }: Record<string, unknown>): Verified {
  if (quirk === undefined) throw new UsageError(`--quirk: ${text} exports no 'quirk'`);
  const made = quirk as Quirk;
  const missing = FUNCTIONS.find((name) => typeof made[name] !== "function");
  if (missing !== undefined) {
    throw new UsageError(`--quirk: the quirk of ${text} has no function '${missing}'`);
  }
  if (typeof made.name !== "string" || typeof made.parts !== "object" || !made.access) {
    throw new UsageError(`--quirk: the quirk of ${text} needs 'name', 'parts' and 'access'`);
  }
  const changed = { ...USUAL_TERMS, ...(terms as Partial<Terms>) };
  return { name: text, quirk: made, terms: changed, isDesign: false };
}
