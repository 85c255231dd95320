/** The parts of the model that are changed, and the tests that have to notice. */

export interface Suite {
  readonly name: string;
  /** Files, and directories with a slash at their end for the files in them, from the package's root. */
  readonly roots: readonly string[];
  /** Test files. Run in this order, all of them to their end. */
  readonly tests: readonly string[];
  /** Test files for what passed all of those, to the first test that fails: they take longer. */
  readonly slower: readonly string[];
}

/** Fewer cases of the property tests, always the same. */
const SETUP = "test/mutation/setup.ts";

const ofModel = (names: readonly string[]) => names.map((name) => `test/model/${name}.test.ts`);

export const SUITES: readonly Suite[] = [
  {
    name: "handler",
    roots: ["model/bits.ts", "model/invariants.ts", "model/qemu/", "model/quirks/as-posted/"],
    tests: [
      SETUP,
      "test/mutation/machine.mutation.ts",
      "test/mutation/world.mutation.ts",
      "test/mutation/survivors.test.ts",
      "test/mutation/machine-claims.test.ts",
      ...ofModel(["bits", "probe", "quirk", "handler", "handler-pass", "guests", "invariants"]),
      ...ofModel(["machine-slots", "machine-symbols", "msi-capability", "memory-core"]),
      ...ofModel(["msix-table"]),
    ],
    slower: [],
  },
  {
    name: "world",
    roots: ["model/world/"],
    tests: [
      SETUP,
      ...ofModel([
        "quirk",
        "world",
        "world-contents",
        "world-msix",
        "world-guest",
        "world-made",
        "world-pairs",
        "world-remember",
      ]),
      ...ofModel(["world-state", "world-values", "world-writer", "world-writes"]),
      ...ofModel(["world-device", "world-environment", "world-numbers", "world-awaited"]),
      "test/mutation/whole-world.mutation.ts",
    ],
    slower: ["test/mutation/two-dropped.mutation.ts"],
  },
  {
    name: "guests",
    roots: ["model/world/guests/"],
    tests: [SETUP, ...ofModel(["guest-acts", "named-guests"])],
    slower: [],
  },
  {
    name: "designs",
    roots: [
      "model/quirks/composed/",
      "model/quirks/machine/",
      "model/quirks/msix/",
      "model/quirks/best.ts",
      "model/quirks/designs.ts",
      "model/quirks/trapped.ts",
    ],
    tests: [
      SETUP,
      ...ofModel(["quirk", "composed-words", "composed-memory", "composed-choices"]),
      ...ofModel(["composed-quirks", "designs", "trapped", "quirk-machine", "composed"]),
      ...ofModel(["msix-handler", "msix-quirk"]),
    ],
    slower: [
      ...ofModel(["quirk-machine-size"]),
      "test/mutation/designs.mutation.ts",
      "test/mutation/designs-by-value.mutation.ts",
    ],
  },
  {
    name: "devices",
    roots: [
      "model/devices/index.ts",
      "model/devices/rings.ts",
      "model/devices/soc-reset.ts",
      "model/devices/traps.ts",
      "model/devices/windows.ts",
      "model/assumptions/index.ts",
    ],
    tests: [SETUP, ...ofModel(["device-rings", "devices", "assumptions"])],
    slower: [],
  },
];

/** Prose and figures of public sources, and types: docs/mutants.md says why they are not changed. */
export const NOT_CHANGED: readonly string[] = [
  "model/quirk.ts",
  "model/assumptions/designs.ts",
  "model/assumptions/device.ts",
  "model/assumptions/entry.ts",
  "model/assumptions/guest.ts",
  "model/assumptions/host.ts",
  "model/assumptions/msix.ts",
  "model/devices/ath11k.ts",
  "model/devices/ath12k.ts",
  "model/devices/blocks.ts",
  "model/devices/chip.ts",
];

/** A suite's part of the places asked for, as StrykerJS's option `mutate` takes it; empty if it has none. */
export function placesOf({ roots }: Suite, places: readonly string[]): readonly string[] {
  const own = places.filter((place) => roots.some((root) => mayMeet(place, root)));
  if (own.length === 0) return [];
  const others = SUITES.flatMap((suite) => suite.roots).filter((root) => !roots.includes(root));
  return [...own, ...others.map((root) => `!${globOf(root)}`)];
}

/** All of a suite's own places. */
export function wholeOf({ roots }: Suite): readonly string[] {
  return roots.map(globOf);
}

/** True for a file of a part, with lines or not. */
export function isOfPart(place: string): boolean {
  const [file = ""] = place.split(":");
  return SUITES.some((suite) => isOf(suite, file));
}

/** True if a suite has to notice what is changed in a file. */
export function isOf({ roots }: Suite, file: string): boolean {
  return roots.some((root) => isIn(file, root));
}

function isIn(file: string, root: string): boolean {
  if (!root.endsWith("/")) return file === root;
  return file.startsWith(root) && !file.slice(root.length).includes("/");
}

function globOf(root: string): string {
  return root.endsWith("/") ? `${root}*.ts` : root;
}

/** A file, or glob, with lines or not, and a root: can a file be of both? */
function mayMeet(place: string, root: string): boolean {
  const [prefix = ""] = place.split(/[*?{[:]/);
  if (prefix.endsWith(".ts")) return isIn(prefix, root);
  if (!root.startsWith(prefix)) return prefix.startsWith(root);
  const depth = (path: string) => path.split("/").length;
  return (
    place.includes("**") || depth(root.slice(prefix.length)) <= depth(place.slice(prefix.length))
  );
}
