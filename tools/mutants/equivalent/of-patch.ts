/** Of model/quirks/as-posted/. */
import type { EquivalentMutant } from "../findings.js";

export const OF_PATCH: readonly EquivalentMutant[] = [
  {
    file: "model/quirks/as-posted/machine.ts",
    source: "GUEST_WRITES_REGISTER: [",
    mutants: [
      [
        "BranchOrder",
        '[{ guard: "replacesData", target: "dataReplaced", actions: ["writeHostData", "forgetDataOffset", "followSlots"], description: "vfio_ath_quirk_write: data branch, comparison succeeds" }, { guard: "replacesAddress", target: "addressSeen", actions: ["writeHostAddress", "rememberDataOffset", "followSlots"], description: "vfio_ath_quirk_write: address branch; it comes before the data branch" }, { guard: "mismatchesData", target: "cleared", actions: ["writeMismatch", "forgetDataOffset", "followSlots"], description: "vfio_ath_quirk_write: data branch, comparison fails; cookie cleared anyway" }, { actions: ["writeThrough", "followSlots"], description: "vfio_ath_quirk_write: no branch taken; the cookie stays" }]',
      ],
      [
        "BranchOrder",
        '[{ guard: "replacesAddress", target: "addressSeen", actions: ["writeHostAddress", "rememberDataOffset", "followSlots"], description: "vfio_ath_quirk_write: address branch; it comes before the data branch" }, { guard: "mismatchesData", target: "cleared", actions: ["writeMismatch", "forgetDataOffset", "followSlots"], description: "vfio_ath_quirk_write: data branch, comparison fails; cookie cleared anyway" }, { guard: "replacesData", target: "dataReplaced", actions: ["writeHostData", "forgetDataOffset", "followSlots"], description: "vfio_ath_quirk_write: data branch, comparison succeeds" }, { actions: ["writeThrough", "followSlots"], description: "vfio_ath_quirk_write: no branch taken; the cookie stays" }]',
      ],
    ],
    because:
      "at most one of the three guards is true, which a test of the machine asks in every situation",
  },
  {
    file: "model/quirks/as-posted/machine.ts",
    source: "types: {",
    mutants: [["ObjectLiteral", "{}"]],
    because: "only the types of these values are used",
  },
  {
    file: "model/quirks/as-posted/machine.ts",
    source: 'event.type === "GUEST_WRITES_REGISTER"',
    mutants: [["ConditionalExpression", "true"]],
    because: "the action stands in transitions of this event only; the test is for the compiler",
  },
  {
    file: "model/quirks/as-posted/machine.ts",
    source: 'event.type === "GUEST_SETS_VECTORS"',
    mutants: [["ConditionalExpression", "true"]],
    because: "the action stands in a transition of this event only; the test is for the compiler",
  },
  {
    file: "model/quirks/as-posted/guests.ts",
    source: "dropped: readonly HandlerAssumption[] = [],",
    mutants: [["ArrayDeclaration", '["Stryker was here"]']],
    because: "no assumption has that name, so none is dropped",
  },
  {
    file: "model/quirks/as-posted/guests.ts",
    source: "return slot !== undefined && isInProgress(slots[slot]);",
    mutants: [["ConditionalExpression", "true"]],
    because: "only data writes are asked about, which have a slot; the test is for the compiler",
  },
  {
    file: "model/quirks/as-posted/symbols.ts",
    source: "const GUEST_ADDRESS = 0xfee00000n;",
    mutants: [["ConstantOffByOne", "4276092929n"]],
    because: "the lowest two bits of the address register are 0 whatever is written",
  },
  {
    file: "model/quirks/as-posted/symbols.ts",
    source: "export function roleOf(capability: MsiCapability, value: bigint): Role {",
    mutants: [
      [
        "BranchOrder",
        '{ if (value === concreteValue(capability, "guest-address")) return { kind: "guest-address" }; const guestOffset = value - BigInt(msiData(capability)); if (value === BigInt(HOST_PAIR.addressLow)) return { kind: "host-address" }; if (isVectorOffset(guestOffset)) return { kind: "guest-data", vector: Number(guestOffset) }; const hostOffset = value - BigInt(HOST_PAIR.word8); if (isVectorOffset(hostOffset)) return { kind: "host-data", vector: Number(hostOffset) }; return { kind: "other", value }; }',
      ],
    ],
    because:
      "the host's address is not among the 32 values from the guest's data on, and the other way round",
  },
];
