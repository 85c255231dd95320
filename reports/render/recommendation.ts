/** What the comparison's table says a maintainer should do; every name and number is the table's. */
import type { DesignRow } from "../../checks/designs/row.js";
import type { DesignsReport } from "../designs-report.js";

/** In short, with what would change it. */
export function recommendation({ designs }: DesignsReport): readonly string[] {
  const row = (name: string) => designs.find(({ design }) => design === name);
  const [patch, today, trap, owned] = ["as-posted", "best-today", "best-trap", "guest-asks"].map(
    row,
  );
  if (!patch || !today || !trap || !owned) return ["Not all designs were compared."];
  const text = (name: DesignRow) => `${name.alone.length} (${ofOne(name)} cut sets of one)`;
  return [
    `The patch stands alone on ${text(patch)}. Of the designs that ask the kernel for no more,`,
    `${today.design} stands on ${text(today)}: take the register table in the place of matching values, and the`,
    `small repairs with it. It no longer stands alone on ${today.noLonger.length} of the patch's assumptions.`,
    `What it cannot shed without new kernel work is the capability's pair: ${shedBy(today, trap)}.`,
    "",
    `With an interrupt set up per source, ${trap.design} stands on ${text(trap)}, and a driver with a domain of`,
    "its own may come without breaking it. It still is a trap, and what passes it by in memory stays out of reach:",
    `${stillTrapped(trap)}.`,
    "",
    `Only where the guest has the pair does that go: ${owned.design} stands on ${text(owned)}, and needs ${owned.needs.guest}.`,
    "",
    "So: the table now, the set-up per source when the kernel offers it, the guest's own pairs as the goal.",
    ...whatChanges(designs),
  ];
}

function ofOne({ severities }: DesignRow): number {
  return severities.reduce((sum, { cutSets }) => sum + (cutSets[1] ?? 0), 0);
}

/** What one stands on alone and the other does not. */
function shedBy(one: DesignRow, other: DesignRow): string {
  return one.alone.filter((id) => !other.alone.includes(id)).join(", ") || "nothing";
}

function stillTrapped({ alone }: DesignRow): string {
  const trap = ["device-known", "mmio-programming", "no-reset-in-between"] as const;
  return trap.filter((id) => alone.includes(id)).join(", ") || "nothing";
}

function whatChanges(designs: readonly DesignRow[]): readonly string[] {
  const table = designs.find(({ design }) => design === "static-table");
  const known = table?.newly.includes("device-known") === true;
  return [
    "",
    "What would change this:",
    ...(known
      ? [
          "- a chip whose registers the table does not name, or names wrongly (device-known): then match values;",
        ]
      : []),
    "- a guest driver with an interrupt domain of its own (pairs-from-capability): then the set-up per source;",
    "- rings programmed by message (mmio-programming): no trap sees them, only the guest's own pairs help;",
    "- a host without interrupt remapping: every design that leaks or misroutes a pair then loses isolation.",
  ];
}
