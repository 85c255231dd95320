/** Parts as files: made by `verify --shard`, read by `merge`. */
import { createHash } from "node:crypto";
import type { NamedPart, VerifyPart } from "../../checks/verify/part.js";
import type { Shard } from "../../checks/verify/plan.js";
import { printable } from "../../reports/printable.js";
import { UsageError } from "../errors.js";
import { MIB, readAll } from "../read-file.js";
import { schemaCheck } from "../schemas.js";

/** As the schema says. */
const MOST = 10_000;

/** `2/8`: part 2 of 8. */
export function parseShard(text: string): Shard {
  const [, first, second] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const [part, of] = [Number(first), Number(second)];
  if (!(part >= 1 && part <= of && of <= MOST)) {
    throw new UsageError(
      `--shard: '${text}' is not PART/PARTS, as 2/8, with at most ${MOST} parts`,
    );
  }
  return { part, of };
}

/** A part with what shows later that nothing changed it. */
export function sealed(part: NamedPart["part"]): VerifyPart {
  return { ...part, digest: digestOf(part) };
}

/**
 * Reads a part.
 * @throws UsageError, naming the file, if it cannot be read, is no part, or is not as it was written
 */
export async function readPart(name: string): Promise<NamedPart> {
  const { digest, ...part } = asPart(
    name,
    (await readAll(name, 256 * MIB, "part")).toString("utf8"),
  );
  if (digest !== digestOf(part)) {
    throw new UsageError(`${name}: damaged: the digest is not that of its contents`);
  }
  return { name, part: withPrintableTexts(part) };
}

/** A report is made of these texts: none may turn the terminal over. */
function withPrintableTexts<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map(withPrintableTexts) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, withPrintableTexts(each)]);
  return Object.fromEntries(entries) as T;
}

function asPart(name: string, text: string): VerifyPart {
  const isPart = schemaCheck("verify-part");
  try {
    const value: unknown = JSON.parse(text);
    isPart(value);
    return value as VerifyPart;
  } catch (error) {
    const why = error instanceof SyntaxError ? "damaged: no JSON" : (error as Error).message;
    throw new UsageError(`${name}: no part that 'verify --shard' wrote: ${why}`);
  }
}

function digestOf(part: NamedPart["part"]): string {
  return createHash("sha256").update(JSON.stringify(part)).digest("hex");
}
