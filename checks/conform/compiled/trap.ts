/** Why the patch's C did not come back from a call. */

export const OUT_OF_MEMORY = "allocates more than 64 KiB, or has variables of more";

/** What the stand-in stops, in the order of `enum stop` in stand-in/qemu.c. */
export const STOPS = [
  "does not end: more than 20,000 edges in one call",
  "an assertion fails",
  "reads or writes configuration space that is not the called device's",
  "gives vfio_region_read or vfio_region_write something that is no region of BAR 0",
  "reads or writes the device's file outside of the configuration region",
  "calls vfio_region_write with a size that is not 1, 2, 4 or 8 (QEMU aborts)",
  OUT_OF_MEMORY,
  "is called back where the MemoryRegionOps name no function",
  "changes memory in a way that nobody follows",
  "gives g_free what was not allocated, or was given back before (glib aborts)",
  "writes far beyond what it allocated",
] as const;

/** What the compiler's checks for undefined behaviour stop (`-fsanitize=undefined`). */
const UNDEFINED: readonly (readonly [RegExp, string])[] = [
  [/type_mismatch/, "uses a null pointer"],
  [/out_of_bounds/, "indexes out of bounds"],
  [/shift/, "shifts by the width of the type or more"],
  [/divrem/, "divides by zero"],
  [/builtin_unreachable|missing_return/, "reaches what it says is unreachable"],
  [/pointer_overflow/, "computes a pointer outside of its object"],
  [/load_invalid_value/, "loads a value that its type does not have"],
];

/** Thrown out of the sandbox by what it imports. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** The name an import has in the module -> what its call means. */
export function undefinedBehaviour(importName: string): string {
  const found = UNDEFINED.find(([pattern]) => pattern.test(importName));
  return (
    found?.[1] ?? `behaves as C does not define (${importName.replace(/_minimal_abort$/, "")})`
  );
}

/** What an error out of the sandbox means; undefined if it is none of its. */
export function trapText(error: unknown): string | undefined {
  if (error instanceof Stopped) return error.message;
  if (error instanceof WebAssembly.RuntimeError) return `traps: ${error.message}`;
  if (error instanceof RangeError) return `traps: ${error.message}`;
  return undefined;
}
