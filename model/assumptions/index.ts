/**
 * The catalogue: everything the patch needs the world to keep, each assumption defined once.
 *
 * Prose and sources only. What a dropped assumption allows is said here in words; the rooms of the
 * world hold the moves, and name the ids. Reports and ties between counterexamples use this order.
 */
import { DESIGN_ASSUMPTIONS } from "./designs.js";
import { DEVICE_ASSUMPTIONS } from "./device.js";
import type { AssumptionEntry } from "./entry.js";
import { GUEST_ASSUMPTIONS } from "./guest.js";
import { HOST_ASSUMPTIONS } from "./host.js";
import { MSIX_ASSUMPTIONS } from "./msix.js";

const ENTRIES = [
  ...GUEST_ASSUMPTIONS,
  ...DEVICE_ASSUMPTIONS,
  ...HOST_ASSUMPTIONS,
] as const satisfies readonly AssumptionEntry<string>[];

/** Of the patch. */
export type PatchAssumptionId = (typeof ENTRIES)[number]["id"];
/** Of the patch, or of a design in its place. */
export type AssumptionId =
  | PatchAssumptionId
  | (typeof DESIGN_ASSUMPTIONS)[number]["id"]
  | (typeof MSIX_ASSUMPTIONS)[number]["id"];
export type Assumption = AssumptionEntry<AssumptionId>;

/** The patch's, in catalogue order: guest driver, device, host. */
export const ASSUMPTIONS: readonly AssumptionEntry<PatchAssumptionId>[] = ENTRIES;

/** The patch's, and after them what only other designs stand on, those for MSI-X last. */
export const ALL_ASSUMPTIONS: readonly Assumption[] = [
  ...ENTRIES,
  ...DESIGN_ASSUMPTIONS,
  ...MSIX_ASSUMPTIONS,
];

const BY_ID: ReadonlyMap<string, Assumption> = new Map(ALL_ASSUMPTIONS.map((it) => [it.id, it]));

const PLACES: ReadonlyMap<string, number> = new Map(ALL_ASSUMPTIONS.map(({ id }, i) => [id, i]));

/** Place in `ALL_ASSUMPTIONS`, from 0. */
export function assumptionPosition(id: AssumptionId): number {
  const place = PLACES.get(id);
  // Only a cast gets here, as below.
  if (place === undefined) throw new Error(`no assumption is called "${id}"`);
  return place;
}

/** Those at these places. @throws RangeError for a place that is none */
export function assumptionsAt(places: readonly number[]): readonly AssumptionId[] {
  return places.map((place) => {
    const found = ALL_ASSUMPTIONS[place];
    if (found === undefined) throw new RangeError(`no assumption has the place ${place}`);
    return found.id;
  });
}

/** Each of them once, in catalogue order. */
export function inCatalogueOrder(ids: Iterable<AssumptionId>): readonly AssumptionId[] {
  return [...new Set(ids)].sort((a, b) => assumptionPosition(a) - assumptionPosition(b));
}

/** The entry of that id. */
export function assumption(id: AssumptionId): Assumption {
  const found = BY_ID.get(id);
  // Only a cast gets here: the type is the union of the ids listed.
  if (found === undefined) throw new Error(`no assumption is called "${id}"`);
  return found;
}
