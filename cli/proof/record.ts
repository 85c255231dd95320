/**
 * The committed record of the proof of the posted patch, and whether it still speaks of this checkout: what was
 * proved depends on the handler, on the patch, and on what executes both.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tokens } from "../../checks/conform/source/tokens.js";
import type { ProofReport } from "../../reports/proof-report.js";
import { provedLine } from "../../reports/render/proof-text.js";
import { packageRoot } from "../package-root.js";

/** Where the patch was posted: its mail says so, and the text of the web page that quotes it does not. */
export const POSTED_MESSAGE = "20240812170045.1584000-1-alex.williamson@redhat.com";
/** Of the C that is taken from it and its trace events, by their tokens. */
export const POSTED_DIGEST = "b362ba69fc0763c8727c44f8e7bad6cd2b5b9e19b1c79a60e5186351ea40db4f";

/** Everything that executes the two sides; folders with all that is in them. */
const EXECUTOR = [
  "checks/prove",
  "checks/conform/compiled",
  "checks/conform/source",
  "checks/conform/stand-in",
  "cli/conform/clang.ts",
  "cli/conform/compile.ts",
  "tools/prove.ts",
  "tools/prove",
  "tools/clang/package-lock.json",
  "tools/z3/package-lock.json",
] as const;
const HANDLER = ["model/quirks/as-posted/handler.ts"] as const;

export interface ProofRecord {
  readonly generatedBy: string;
  readonly patch: { readonly messageId: string; readonly digest: string };
  readonly handler: string;
  readonly executor: string;
  /** What was asked, and what came out. */
  readonly proof: ProofReport;
}

/** Where the record is committed. */
export function recordPath(): string {
  return join(packageRoot(), "reports/generated/proof.json");
}

/** @throws Error if the sources are not here, as in an installed package */
export function currentDigests(): Pick<ProofRecord, "handler" | "executor"> {
  return { handler: digestOf(HANDLER), executor: digestOf(EXECUTOR) };
}

/** Digest of C by its tokens: in which form it came, and how it is indented, are not part of it. */
export function digestOfCode(code: string): string {
  const hash = createHash("sha256");
  for (const { kind, text } of tokens(code)) {
    if (kind !== "directive" || !text.startsWith("#line")) hash.update(`${text}\n`);
  }
  return hash.digest("hex");
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesIn)) {
    hash.update(`${path}\n`).update(readFileSync(join(packageRoot(), path)));
  }
  return hash.digest("hex");
}

/** The file itself, or the files of the folder, in order. */
function filesIn(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path];
  const names = readdirSync(join(packageRoot(), path), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.\w+$/.test(name))
    .sort()
    .map((name) => `${path}/${name}`);
}

/**
 * What `verify` says of the proof at its end, a line; empty if the record is of another handler or executor, if it
 * is none of the posted patch, or if the sources are not here to tell.
 */
export function proofLine(): string {
  try {
    const record = JSON.parse(readFileSync(recordPath(), "utf8")) as ProofRecord;
    return lineOf(record, currentDigests());
  } catch {
    return "";
  }
}

/** @param now the digests of this checkout */
export function lineOf(
  { patch, handler, executor, proof }: ProofRecord,
  now: Pick<ProofRecord, "handler" | "executor">,
): string {
  const isCurrent = handler === now.handler && executor === now.executor;
  const isPosted = patch.messageId === POSTED_MESSAGE && patch.digest === POSTED_DIGEST;
  if (!isCurrent || !isPosted || proof.verdict !== "proved") return "";
  return provedLine(patch, proof);
}
