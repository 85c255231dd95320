/** A design by its name, or out of a user's file. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AskedQuirk } from "../checks/asked/asked-quirk.js";
import { combinationCalled } from "../checks/designs/search.js";
import { ImpureModelError, InvalidModelError } from "../checks/engine/index.js";
import { composeQuirk, termsOf } from "../model/quirks/composed/compose.js";
import { type Design, designCalled, NAMED_DESIGNS } from "../model/quirks/designs.js";
import { UsageError } from "./errors.js";
import { changedGlobal, globalsNow } from "./globals.js";
import { didYouMean } from "./nearest.js";
import { withOtherClock } from "./other-clock.js";
import { importTypeScript } from "./typescript.js";
import { asUserCodeAwaited, syntaxErrorPlace, thrownInFile, thrownText } from "./user-code.js";
import { type UserQuirk, userQuirk } from "./user-quirk.js";

/** What is verified: a quirk, and what it changes around it. */
export interface Verified extends Pick<Design, "name" | "quirk" | "terms"> {
  /** Whose verdicts were worked out by hand: not those of a combination or a user's file. */
  readonly isDesign: boolean;
  /** SHA-256 of a user's file and all that it imports, in hexadecimal; null of what has a name. */
  readonly digest: string | null;
  /**
   * Of a user's file: asks its quirk again what it was asked since the last time, and compares. To be called
   * when a search is done, before what it found is told.
   * @throws ImpureModelError if an answer is another
   */
  readonly askAgain: () => Promise<void>;
}

/** What has a name is pure, as all of the model. */
const NOT_AGAIN = () => Promise.resolve();

/** Before the name of a combination of improvements. */
export const COMBINATION = "combination: ";

/** Whether `--quirk` says a file. */
export function isFile(text: string | undefined): text is string {
  return text !== undefined && !text.startsWith(COMBINATION) && /[./]/.test(text);
}

/** @throws UsageError if there is no such design, or no quirk in the file */
export async function findDesign(text: string): Promise<Verified> {
  const design = designCalled(text);
  if (design !== undefined) return { ...design, isDesign: true, digest: null, askAgain: NOT_AGAIN };
  const combination = text.startsWith(COMBINATION) ? combined(text) : undefined;
  if (combination !== undefined) return combination;
  if (!isFile(text)) {
    const names = NAMED_DESIGNS.map(({ name }) => name);
    throw new UsageError(
      `--quirk: '${text}' is neither file nor design: ${didYouMean(text, names)}`,
    );
  }
  const path = resolve(text);
  if (!existsSync(path)) throw new UsageError(`--quirk: no file ${text}`);
  return ofFile(text, path);
}

async function ofFile(text: string, path: string): Promise<Verified> {
  const { exported, digest } = await load(text, path);
  const { quirk, terms } = userQuirk(text, exported);
  const asked = new AskedQuirk(quirk);
  const globals = globalsNow();
  let copy: UserQuirk | undefined;
  const askAgain = async () => {
    const changed = changedGlobal(globals);
    copy ??= userQuirk(text, (await load(text, path)).exported);
    const again = copy.quirk;
    if (formOf(copy) !== formOf({ quirk, terms })) {
      throw new UsageError(
        `--quirk: ${text}: its data or terms are others when it is loaded again`,
      );
    }
    withOtherClock((tick) => asked.askAgain(again, tick));
    // A value left there once is the same for both copies, so that they answer alike.
    if (changed !== undefined) {
      throw new UsageError(`--quirk: ${text}: its functions are not pure: they change ${changed}`);
    }
  };
  return { name: text, quirk: asked.quirk, terms, isDesign: false, digest, askAgain };
}

/** All that the world takes of a quirk and is no function. */
function formOf({ quirk, terms }: UserQuirk): string {
  const { name, parts, access, remembers } = quirk;
  return JSON.stringify([name, parts, access, remembers, terms], (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** The quirk of a combination of improvements, as the search names it. */
function combined(text: string): Verified | undefined {
  const found = combinationCalled(text.slice(COMBINATION.length));
  if (found === undefined) return undefined;
  const { name, features } = found;
  const quirk = composeQuirk(name, features);
  return {
    name: text,
    quirk,
    terms: termsOf(features),
    isDesign: false,
    digest: null,
    askAgain: NOT_AGAIN,
  };
}

/** A loader that has told of no file for so long has told of all. */
const SETTLING_MS = 20;

interface Loaded {
  /** The module, or whatever its `then` made of it. */
  readonly exported: unknown;
  readonly digest: string;
}

async function load(text: string, path: string): Promise<Loaded> {
  const url = pathToFileURL(path).href;
  const imported = new Set([url]);
  try {
    const onImport = (each: string) => void imported.add(each);
    const exported = await asUserCodeAwaited(() => importTypeScript(url, onImport));
    // The loader, on a thread of its own, tells of a file before it hands it over, but by another port: it is
    // known once the events that wait were looked at, and no more came while we waited.
    for (let known = 0; known < imported.size; ) {
      known = imported.size;
      await setTimeout(SETTLING_MS);
    }
    return { exported, digest: digestOf([...imported]) };
  } catch (error) {
    const files = filesOf([...imported]);
    const place = error instanceof SyntaxError ? syntaxErrorPlace(files) : undefined;
    const why = place === undefined ? thrownInFile(error, path) : `${thrownText(error)} (${place})`;
    throw new UsageError(`--quirk: ${text} cannot be loaded: ${why}`);
  }
}

/** Of what the files hold, wherever they lie and in whatever order they were asked for. */
function digestOf(urls: readonly string[]): string {
  const files = withRequired(filesOf(urls));
  const digests = [...files].map((file) => sha256(readFileSync(file))).sort();
  return sha256(digests.join());
}

function filesOf(urls: readonly string[]): readonly string[] {
  return urls.filter((url) => url.startsWith("file:")).map((url) => fileURLToPath(url));
}

/** Files, and what they require: where no package.json says "module", imports come to that, and are not told. */
function withRequired(files: readonly string[]): ReadonlySet<string> {
  const loaded = createRequire(import.meta.url).cache;
  const found = new Set(files);
  const isFound = (id: string) => found.has(fileOf(id));
  const waiting = Object.entries(loaded).flatMap(([id, it]) => (it && isFound(id) ? [it] : []));
  for (const { children } of waiting) {
    for (const child of children) {
      if (isFound(child.id)) continue;
      found.add(fileOf(child.id));
      waiting.push(child);
    }
  }
  return found;
}

/** The loader tells loads of one file apart by what follows its name. */
function fileOf(id: string): string {
  return id.replace(/\?namespace=\d+$/, "");
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/** What the tables refuse of a user's file, too many states of its own say, is the user's to mend. */
export function faultOfFile(design: string | undefined, error: unknown): unknown {
  const isFault = error instanceof InvalidModelError || error instanceof ImpureModelError;
  if (!isFile(design) || !isFault) return error;
  return new UsageError(`--quirk: ${design}: ${error.message}`);
}
