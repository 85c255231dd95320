/** What a log shows, put together once it has gone by. */
import type { ChipWatch } from "./chip-watch.js";
import type { InPlaceWatch } from "./in-place.js";
import { judge } from "./judge.js";
import type { LogWatch } from "./log-watch.js";
import type { LogVerdict, SeenDevice, UnknownChip } from "./result.js";
import type { ToldWatch } from "./told-watch.js";

export interface Watches {
  readonly log: LogWatch;
  readonly quirk: InPlaceWatch;
  readonly told: ToldWatch;
  /** The log was compared with every known chip, and not with one that was named. */
  readonly isOfAny: boolean;
}

/** Pure: may be asked at any time. */
export function logVerdict({ log, quirk, told, isOfAny }: Watches): LogVerdict {
  const ranked = log.ranked();
  const best = log.told ?? ranked[0] ?? null;
  const unknown = log.told === undefined ? unknownTriples(log, best, isOfAny) : null;
  // Of a chip that is not known, what its other registers are is not known either.
  const chip = unknown === null ? best : null;
  return {
    device: chip === null || log.told !== undefined ? null : seenDevice(chip, ranked),
    unknown,
    assumptions: judge({ log, chip, quirk, told: told.ledger }),
    quirk: quirk.verdict(),
  };
}

function seenDevice(watch: ChipWatch, ranked: readonly ChipWatch[]): SeenDevice {
  const { chip } = watch;
  const rings = watch.seen();
  const isSeen = (id: string) => rings.some(({ ring }) => ring === id);
  return {
    id: chip.id,
    name: chip.name,
    deviceId: chip.deviceId,
    by: watch.hits > 0 ? "address" : "any pair",
    orElse: ranked.filter((it) => it !== watch && isAsGood(it, watch)).map((it) => it.chip.name),
    rings,
    neverProgrammed: chip.slots
      .filter(({ id, path }) => path === "mmio" && !isSeen(id))
      .map(({ name, registers: { address } }) => ({ name, address })),
    byMessage: [...chip.byMessage],
  };
}

/** Of a log that programs registers of no ring as a ring is; null: of the best chip, they all are. */
function unknownTriples(
  { triples }: LogWatch,
  best: ChipWatch | null,
  isOfAny: boolean,
): UnknownChip | null {
  const known = new Set(best?.slots.map(({ registers }) => registers.address));
  const strange = triples.found.filter(({ address }) => !known.has(address));
  if (strange.length === 0) return null;
  return {
    isOfAny,
    nearest: best?.chip.name ?? null,
    triples: [...triples.found],
    more: triples.more,
  };
}

function isAsGood(a: ChipWatch, b: ChipWatch): boolean {
  if (a.hits !== b.hits) return false;
  return a.hits > 0 ? a.misses === b.misses : a.programmed === b.programmed;
}
