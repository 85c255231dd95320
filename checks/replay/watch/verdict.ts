/** What a log shows, put together once it has gone by. */
import { ringsOf } from "../../../model/devices/rings.js";
import type { ChipWatch } from "./chip-watch.js";
import type { InPlaceWatch } from "./in-place.js";
import { judge } from "./judge.js";
import type { LogWatch } from "./log-watch.js";
import type { LogVerdict, SeenDevice } from "./result.js";

/** Pure: may be asked at any time. */
export function logVerdict(log: LogWatch, quirk: InPlaceWatch): LogVerdict {
  const ranked = log.ranked();
  const [chip = null] = ranked;
  return {
    device: chip === null ? null : seenDevice(chip, ranked),
    assumptions: judge({ log, chip, quirk }),
    quirk: quirk.verdict(),
  };
}

function seenDevice(watch: ChipWatch, ranked: readonly ChipWatch[]): SeenDevice {
  const { chip } = watch;
  const rings = watch.seen();
  const isSeen = (id: string) => rings.some(({ ring }) => ring === id);
  const all = ringsOf(chip);
  return {
    id: chip.id,
    name: chip.name,
    deviceId: chip.deviceId,
    by: watch.hits > 0 ? "address" : "any pair",
    orElse: ranked.filter((it) => it !== watch && isAsGood(it, watch)).map((it) => it.chip.name),
    rings,
    neverProgrammed: all
      .filter(({ id, path }) => path === "mmio" && !isSeen(id))
      .map(({ name, registers }) => ({ name, address: registers?.address ?? 0 })),
    byMessage: all.filter(({ path }) => path === "message").map(({ name }) => name),
  };
}

function isAsGood(a: ChipWatch, b: ChipWatch): boolean {
  if (a.hits !== b.hits) return false;
  return a.hits > 0 ? a.misses === b.misses : a.programmed === b.programmed;
}
