/**
 * Every result that this project writes as JSON, by its schema; checked before it is written. machine.json
 * is no result but XState's own config: a test builds a machine from it instead.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { packageRoot } from "./package-root.js";

interface SchemaSource {
  readonly type: string;
  readonly file: string;
  /** Every number is an integer from 0 to 2^53-1, if its type does not say less. */
  readonly counts?: true;
}

/** Schema name -> the type it is made from, and that type's file. */
export const SCHEMAS = {
  verify: { type: "VerifyReport", file: "reports/verify-report.ts" },
  /** Also read again, from whoever sends it: its numbers are counts, with bounds. */
  "verify-part": { type: "VerifyPart", file: "checks/verify/part.ts", counts: true },
  /** Only read. */
  chip: { type: "ChipFile", file: "checks/devices/chip-file.ts" },
  drop: { type: "DropReport", file: "reports/drop-report.ts" },
  designs: { type: "DesignsReport", file: "reports/designs-report.ts" },
  quirk: { type: "QuirkReport", file: "reports/quirk-report.ts" },
  explain: { type: "ExplainReport", file: "reports/explain-report.ts" },
  catalogue: { type: "CatalogueReport", file: "reports/catalogue-report.ts" },
  coverage: { type: "CoverageReport", file: "reports/coverage-report.ts" },
  bench: { type: "BenchReport", file: "tools/bench/report.ts" },
  spin: { type: "SpinReport", file: "tools/spin/findings.ts" },
  witness: { type: "WitnessReport", file: "tools/witness/findings.ts" },
  mutants: { type: "MutantsReport", file: "tools/mutants/findings.ts" },
  devices: { type: "DevicesReport", file: "reports/devices-report.ts" },
  "patch-world": { type: "PatchWorldReport", file: "reports/patch-world-report.ts" },
  conform: { type: "ConformReport", file: "reports/conform-report.ts" },
  replay: { type: "ReplayReport", file: "reports/replay-report.ts" },
  proof: { type: "ProofReport", file: "reports/proof-report.ts" },
  "proof-record": { type: "ProofRecord", file: "cli/proof/record.ts" },
} as const satisfies Readonly<Record<string, SchemaSource>>;
export type SchemaName = keyof typeof SCHEMAS;

/** What of a value does not fit the named schema, in words; undefined: it fits. */
export function schemaFault(name: SchemaName, value: unknown): string | undefined {
  const { validate, errorsText } = compiled(name, "");
  return validate(value) ? undefined : errorsText();
}

/**
 * A check of a value against the named schema, or against a part of it.
 * @param part a JSON pointer into the schema, as `/properties/writes/items`
 * @returns a function that throws if the value does not fit: a defect of ours, never of the user
 */
export function schemaCheck(name: SchemaName, part = ""): (value: unknown) => void {
  const { validate, errorsText } = compiled(name, part);
  return (value) => {
    if (!validate(value)) {
      throw new Error(`JSON does not fit ${name}.schema.json: ${errorsText()}`);
    }
  };
}

interface Compiled {
  readonly validate: ValidateFunction;
  /** What did not fit the last time. */
  readonly errorsText: () => string;
}

const known = new Map<string, Compiled>();

function compiled(name: SchemaName, part: string): Compiled {
  const key = `${name}#${part}`;
  const made = known.get(key) ?? compile(name, part);
  known.set(key, made);
  return made;
}

function compile(name: SchemaName, part: string): Compiled {
  const path = join(packageRoot(), "reports/generated/schemas", `${name}.schema.json`);
  const ajv = new Ajv({ allowUnionTypes: true });
  ajv.addSchema(JSON.parse(readFileSync(path, "utf8")), name);
  const validate: ValidateFunction | undefined = ajv.getSchema(`${name}#${part}`);
  if (validate === undefined) throw new Error(`${path} has no ${part}`);
  return { validate, errorsText: () => ajv.errorsText(validate.errors) };
}

/** A value as checked JSON text, indented, a newline at its end. */
export function checkedJson(name: SchemaName, value: unknown): string {
  schemaCheck(name)(value);
  return `${JSON.stringify(value, null, 2)}\n`;
}
