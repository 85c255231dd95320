/**
 * Writes the synthetic trace logs of traces/synthetic/: every chip under every guest, without the quirk; with
 * it for the chips whose registers it traps, where the guest gives it something to replace. The same every time.
 *
 * A tool of the repository, not of the product.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { syntheticGuests, syntheticLog, syntheticQuirkLog } from "../checks/replay/synthetic.js";
import { packageRoot } from "../cli/package-root.js";
import { CHIPS } from "../model/devices/index.js";
import { mmioRingsOf } from "../model/devices/rings.js";
import { isTrapped, trapDesign } from "../model/quirks/trapped.js";

/** File names in traces/synthetic/ and what is in them. */
export function syntheticTraces(): ReadonlyMap<string, string> {
  const asPosted = trapDesign("as-posted");
  const files = new Map<string, string>();
  for (const chip of CHIPS) {
    const works = mmioRingsOf(chip).every(({ registers }) =>
      isTrapped(asPosted, chip, registers.address),
    );
    for (const guest of syntheticGuests(chip)) {
      files.set(`${chip.id}-${guest.id}.log`, text(syntheticLog(chip, guest)));
      if (works && guest.domain === undefined)
        files.set(`${chip.id}-${guest.id}-quirk.log`, text(syntheticQuirkLog(chip, guest)));
    }
  }
  return files;
}

function text(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(packageRoot(), "traces/synthetic");
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of syntheticTraces()) writeFileSync(join(folder, name), content);
}
