/** Files of users' quirks: loaded, their functions asked, and refused or as they say. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ImpureModelError, InvalidModelError } from "../../checks/engine/index.js";
import { findDesign } from "../../cli/designs.js";
import { UsageError } from "../../cli/errors.js";
import { packageRoot } from "../../cli/package-root.js";
import type { QuirkView } from "../../model/quirk.js";
import { outcomeOf } from "./outcome.js";
import { mutated, NASTY, type Random } from "./random.js";

/** What a field may be made. */
const VALUES = [
  ...["null", "undefined", "0", "-1", "1n", "'x'", "[]", "{}", "() => {}", "() => null", "NaN"],
  ...["new Proxy({}, { get() { throw new Error('p'); } })", "Symbol('s')", "Object.create(null)"],
  ...[
    "() => { throw null; }",
    "() => { throw Object.create(null); }",
    "(...of) => deaf.write(...of)",
  ],
  ...[
    "(v, o, a) => ({ branch: 'b', value: a.value, own: {} })",
    "() => ({ get branch() { throw 1; } })",
  ],
  ...["() => ({ branch: 'b', value: 1n, own: { 'own.calls': 'x' }, ask: { answer: () => 1 } })"],
  ...[
    "{ valid: { minimumSize: 4 } }",
    "{ 'own.a': ['x', 'y'] }",
    "'\\u202e\\u001b'",
    "() => 'memory'",
  ],
];
const FIELDS = ["name", "parts", "access", "probe", "write", "read", "reset", "msiChanged", "trap"];

const VIEW: QuirkView = {
  ...{ msiEnabled: true, vectorsAllocated: 1, guestAddressLow: 0xfee00000, guestWord8: 0x21 },
  ...{
    physical: { addressLow: 1, word8: 2 },
    is64Bit: false,
    guestAddressHigh: 0,
    guestData: 0x21,
  },
  ...{ readFails: false, physicalHigh: 0, physicalData: 2, vectorsGranted: 1, window: "A" },
  hostPair: { addressLow: 1, addressHigh: 0, data: 2 },
};

export class QuirkFuzz {
  #files = 0;

  constructor(private readonly folder: string) {}

  async run(random: Random): Promise<void> {
    const changes = random.some(FIELDS, 20).map((field) => `${field}: ${random.pick(VALUES)}`);
    const plain = `import { quirk as deaf } from "${packageRoot()}/examples/deaf-quirk.js";
export const quirk = { ...deaf, ${changes.join(", ")} };
${random.chance(10) ? `export const terms = ${random.pick(VALUES)};` : ""}`;
    const text = random.chance(30) ? mutated(plain, random, NASTY) : plain;
    const path = join(this.folder, `quirk-${this.#files++}.ts`);
    await writeFile(path, text);
    await outcomeOf(text, () => asked(path));
  }
}

/** Asks each function once. A table of the world would refuse the same in its own words. */
async function asked(path: string): Promise<unknown> {
  const { quirk, askAgain } = await findDesign(path);
  const access = { offset: 0, size: 4, value: 0xfee00000n };
  const own = Object.fromEntries(
    Object.entries(quirk.parts).map(([name, [first = ""]]) => [name, first]),
  );
  try {
    const { ask } = quirk.write(VIEW, own, access);
    ask?.answer(undefined);
    quirk.read(VIEW, own, { offset: 0, replaced: false });
    quirk.reset(own);
    quirk.msiChanged(own, true);
    await askAgain();
    return 0;
  } catch (error) {
    const isTheirs = error instanceof ImpureModelError || error instanceof InvalidModelError;
    throw isTheirs ? new UsageError(error.message) : error;
  }
}
