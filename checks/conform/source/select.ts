/** The items that a quirk needs, out of all that a patch adds or a file holds. */
import { PatchError } from "./errors.js";
import type { Item } from "./items.js";

/** What a quirk's parts are called in the C. */
export interface QuirkNames {
  readonly read: string;
  readonly write: string;
  /** The `MemoryRegionOps`. */
  readonly ops: string;
  readonly probe: string;
  /** Type of what the callbacks get as `opaque`, and its member that is the cookie; "" where none is said. */
  readonly state: string;
  readonly cookie: string;
  /** Trace points without `trace_`: the address replaced, the data replaced, the quirk in place. */
  readonly traceAddress: string;
  readonly traceData: string;
  readonly traceProbe: string;
}

/** The names of the patch as posted. */
export const POSTED_NAMES: QuirkNames = {
  read: "vfio_ath_quirk_read",
  write: "vfio_ath_quirk_write",
  ops: "vfio_ath_quirk",
  probe: "vfio_probe_ath_bar0_quirk",
  state: "VFIOQAthQuirk",
  cookie: "msi_data_addr",
  traceAddress: "vfio_quirk_ath_write_address",
  traceData: "vfio_quirk_ath_write_data",
  traceProbe: "vfio_quirk_ath_bar0_probe",
};

/** Names that have to be defined, with the option that says another. */
const REQUIRED = [
  ["read", "--read", "function"],
  ["write", "--write", "function"],
  ["probe", "--probe", "function"],
  ["ops", "--ops", "declaration"],
  ["state", "--cookie", "declaration"],
] as const;

/**
 * Everything the named parts need, directly or not, in the order of the text. What the stand-in defines is
 * left out even if the text defines it too (a whole QEMU file does).
 * @throws PatchError if a named part is not there
 */
export function select(
  all: readonly Item[],
  names: QuirkNames,
  standIn: ReadonlySet<string>,
): readonly Item[] {
  const required = REQUIRED.filter(([part]) => names[part] !== "");
  for (const [part, option, kind] of required) {
    const name = plainName(names[part]);
    const found = all.some((item) => item.kind === kind && item.defines.includes(name));
    if (!found) throw new PatchError(missing(all, name, option, kind));
  }
  const needed = closure(
    all.filter((item) => !isStandIns(item, standIn)),
    [...required.map(([part]) => plainName(names[part])), ...all.flatMap(constructors)],
  );
  return all.filter((item) => needed.has(item) || isConditional(item));
}

/** Called before anything else, without being named anywhere. */
function constructors({ kind, uses, defines }: Item): readonly string[] {
  const is = uses.has("constructor") || uses.has("__constructor__");
  return kind === "function" && is ? defines : [];
}

/** The items that define a wanted name, and those that define what they use. */
function closure(all: readonly Item[], roots: readonly string[]): ReadonlySet<Item> {
  const wanted = new Set(roots);
  const taken = new Set<Item>();
  for (const name of wanted) {
    for (const item of all) {
      if (taken.has(item) || !item.defines.includes(name)) continue;
      taken.add(item);
      for (const used of item.uses) wanted.add(used);
    }
  }
  return taken;
}

/** `struct State` and `State` are defined as `State`. */
function plainName(name: string): string {
  return name.replace(/^(?:struct|union)\s+/, "");
}

function isStandIns({ defines }: Item, standIn: ReadonlySet<string>): boolean {
  return defines.length > 0 && defines.every((name) => standIn.has(name));
}

/** #if and its kin stay where they are: around what they were, or around nothing. */
function isConditional({ kind, text }: Item): boolean {
  return kind === "directive" && /^#\s*(?:if|ifdef|ifndef|else|elif|endif)\b/.test(text);
}

function missing(all: readonly Item[], name: string, option: string, kind: Item["kind"]): string {
  const others = all.filter((item) => item.kind === kind).flatMap(({ defines }) => defines);
  const what = kind === "function" ? "functions" : "types and variables";
  const list = others.length > 8 ? [...others.slice(0, 8), "..."] : others;
  const known = list.length === 0 ? `no ${what}` : list.join(", ");
  return `no ${name} is added: ${option} names another one (added: ${known})`;
}
