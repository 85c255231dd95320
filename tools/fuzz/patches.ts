/** Patches with their text changed: taken out, and a few compiled. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unitOf } from "../../checks/conform/source/unit.js";
import { compilePatch } from "../../cli/conform/compile.js";
import { packageRoot } from "../../cli/package-root.js";
import { OWN_NAMES, OWN_QUIRK } from "../own-quirk.js";
import { outcomeOf, requireSame } from "./outcome.js";
import { mutated, NASTY, type Random } from "./random.js";

const WORDS = [
  ...NASTY,
  ...["{", "}", "(", ")", "/*", "*/", "//", "#if 0\n", "#endif\n", "#define x ", "\\\n", ";"],
  ...["static ", "uint32_t ", "radio_write", "+", "-", "@@ -1,3 +1,3 @@\n", "diff --git a/x b/x\n"],
];

export class PatchFuzz {
  readonly #fixture = read(OWN_QUIRK);
  readonly #header = read("checks/conform/stand-in/qemu.h");

  async run(random: Random): Promise<void> {
    const text = this.#changed(random);
    const once = () => unitOf(text, OWN_NAMES, this.#header);
    const [first, second] = [await outcomeOf(text, once), await outcomeOf(text, once)];
    requireSame("the same patch twice", text, [first, second]);
  }

  async compile(random: Random): Promise<void> {
    const text = this.#changed(random);
    await outcomeOf(text, async () => void (await compilePatch(text, OWN_NAMES)));
  }

  /** As a C file, or as a patch that adds it. */
  #changed(random: Random): string {
    const lines = this.#fixture.split("\n");
    const added = lines.map((line) => `+${line}`).join("\n");
    const head = `--- /dev/null\n+++ b/radio.c\n@@ -0,0 +1,${lines.length} @@\n`;
    return mutated(random.chance(50) ? this.#fixture : head + added, random, WORDS);
  }
}

function read(path: string): string {
  return readFileSync(join(packageRoot(), path), "utf8");
}
