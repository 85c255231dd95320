/**
 * Slots found by a static table of register locations: every write to one is a slot's, whatever its value.
 * MSI1 registers are at ring base + 0x48 (address), + 0x4c (high, enable), + 0x50 (data) in every ring of
 * every chip (Linux ath11k and ath12k hal.h and hw.c; the author of the patch asked for such a reference).
 */
import type { WriteAccess } from "../../qemu/memory-core.js";
import type { HostPair, PrivateState, QuirkView, WriteEffects } from "../../quirk.js";
import { placeOf } from "../../world/registers.js";
import type { Features } from "./features.js";
import { positionOf } from "./position.js";
import { refused, refuses } from "./refusal.js";
import { hostAddress, hostData, hostHigh, locatedVector } from "./words.js";

type Located = "address" | "high" | "data";

/** Position and word -> which register of a slot the table says it is: data 8 bytes above the address. */
const TABLE: ReadonlyMap<string, Located> = new Map(
  (["slot0", "slot1", "slot2"] as const).flatMap((slot): [string, Located][] => {
    const { window, address, data } = placeOf(slot, { slot0Data: "plus-8" });
    return [
      [`${window}${address}`, "address"],
      [`${window}${address + 1}`, "high"],
      [`${window}${data}`, "data"],
    ];
  }),
);

/** One call of the write callback. */
export function locatedWrite(features: Features) {
  return (view: QuirkView, own: PrivateState, access: WriteAccess): WriteEffects => {
    const found = TABLE.get(`${positionOf(view, own, features)}${access.offset / 4}`);
    if (found === undefined) return { branch: "pass", value: access.value, own: {} };
    return features.pairs === "capability"
      ? ofCapability(view, found, access, features)
      : ofSource(found, access, features);
  };
}

/** The capability's pair, which there is only while MSI is enabled. */
function ofCapability(
  view: QuirkView,
  found: Located,
  access: WriteAccess,
  features: Features,
): WriteEffects {
  const pass = { branch: "pass", value: access.value, own: {} };
  if (!view.msiEnabled || (found === "high" && !features.handles64Bit)) return pass;
  const vector = found === "data" ? locatedVector(view, access, features) : 0;
  if (refuses(view, vector, features)) return refused(found, access, features);
  const values: Readonly<Record<Located, () => bigint>> = {
    address: () => hostAddress(view, features),
    high: () => hostHigh(view, features),
    data: () => hostData(view, vector, features),
  };
  return { branch: `replace-${found}`, value: values[found](), replaced: found, own: {} };
}

/**
 * A pair of the source's own: the host is asked for it, routes it to whatever the guest wrote, and the
 * register gets its half.
 */
function ofSource(found: Located, access: WriteAccess, features: Features): WriteEffects {
  const half = ({ addressLow, addressHigh, data }: HostPair) =>
    BigInt({ address: addressLow, high: addressHigh, data }[found]);
  return {
    branch: "ask",
    value: undefined,
    own: {},
    ask: {
      answer: (pair) =>
        pair === undefined
          ? refused(found, access, features)
          : { branch: `set-up-${found}`, value: half(pair), replaced: found, own: {} },
    },
  };
}
