/** Claims that mutants showed to be nobody's. */
import { describe, expect, it } from "vitest";
import { claimOf, STEP_INVARIANTS, violationOf, WORLD_INVARIANTS } from "../../model/invariants.js";
import { type AccessRules, dispatchRead, dispatchWrite } from "../../model/qemu/memory-core.js";
import {
  createMsiCapability,
  msiAddressLow,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import {
  cookieAfterAddress,
  handlerView,
  hostDataValue,
} from "../../model/quirks/as-posted/handler.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { programmedCapability } from "../../model/quirks/as-posted/symbols.js";
import { USUAL_STATE } from "../../model/world/state.js";
import { viewOf } from "../../model/world/values.js";

const ZEROS = [0, 0, 0, 0];
const ONES = [0xff, 0xff, 0xff, 0xff];

/** By layout: the bits of each byte that the guest can write, from the specification's register layout. */
const WRITABLE = [
  // Capability id and next pointer; flags: QSIZE, nothing of the upper byte; address; data.
  [false, false, 32, [0, 0, 0x70, 0, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff]],
  [true, false, 32, [0, 0, 0x70, 0, 0xfc, 0xff, 0xff, 0xff, ...ONES, 0xff, 0xff]],
  // Two reserved bytes, mask bits of the vectors there are, pending bits.
  [
    false,
    true,
    16,
    [0, 0, 0x70, 0, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0, ...ZEROS],
  ],
  // As many vectors as mask bits there are: what is reserved beside them stays so.
  [false, true, 32, [0, 0, 0x70, 0, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, ...ONES, ...ZEROS]],
  [
    true,
    true,
    4,
    [0, 0, 0x70, 0, 0xfc, 0xff, 0xff, 0xff, ...ONES, 0xff, 0xff, 0, 0, 0x0f, 0, 0, 0, ...ZEROS],
  ],
] as const;

describe("the MSI capability", () => {
  it.each(WRITABLE)(
    "64-bit %s, maskable %s, %i vectors: these bits can be written, enable aside",
    (is64Bit, hasPerVectorMask, maximumVectors, expected) => {
      const fresh = createMsiCapability({ is64Bit, hasPerVectorMask, maximumVectors });
      const written = (at: number) =>
        writeMsiConfig(fresh, at, at === 2 ? 0xfe : 0xff, 1).bytes[at] ?? 0;
      expect(fresh.bytes.map((before, at) => written(at) & ~before)).toEqual(expected);
    },
  );

  it("clamping the allocation leaves the flags beside it and the address alone", () => {
    const layout = { is64Bit: false, hasPerVectorMask: true, maximumVectors: 4 };
    const programmed = programMsiPair(createMsiCapability(layout), 0xfee00ff4n, 0x21);
    const clamped = setMsiEnabled(setAllocatedVectors(programmed, 32), true);
    expect(msiAddressLow(clamped)).toBe(0xfee00ff4);
    // Maskable, bit 8; log2 of 4 vectors, allocated and there; enabled.
    expect(clamped.bytes.slice(2, 4)).toEqual([0x25, 0x01]);
  });

  it.each([
    [true, 1n << 64n, "MSI address 18446744073709551616 in a 64-bit capability"],
    [false, 1n << 32n, "MSI address 4294967296 in a 32-bit capability"],
    [false, -1n, "MSI address -1 in a 32-bit capability"],
  ])("64-bit %s: an address that does not fit is refused", (is64Bit, address, message) => {
    const layout = { is64Bit, hasPerVectorMask: false, maximumVectors: 1 };
    expect(() => programMsiPair(createMsiCapability(layout), address, 0)).toThrow(message);
  });
});

describe("a write to configuration space", () => {
  const layout = { is64Bit: false, hasPerVectorMask: true, maximumVectors: 4 };
  const programmed = programMsiPair(createMsiCapability(layout), 0xfee00ff4n, 0x21);

  it("may take the pair back: address 0 and data 0 are no error", () => {
    const back = programMsiPair(programmed, 0n, 0);
    expect(msiAddressLow(back)).toBe(0);
  });

  it("changes the bytes it covers, those of the capability that is", () => {
    const covers = (offset: number, length: number) => {
      const { bytes } = writeMsiConfig(programmed, offset, 0, length);
      expect(bytes).toHaveLength(programmed.bytes.length);
      return bytes.flatMap((byte, at) => (byte === programmed.bytes[at] ? [] : [at]));
    };
    expect(covers(5, 1)).toEqual([5]);
    expect(covers(6, 2)).toEqual([6, 7]);
    expect(covers(4, 4)).toEqual([4, 5, 6, 7]);
    expect(covers(-2, 4)).toEqual([]);
    expect(covers(programmed.bytes.length - 2, 4)).toEqual([]);
  });
});

describe("the memory core", () => {
  const rules = (valid: number, implemented: number): AccessRules => ({
    valid: { minimumSize: 0, maximumSize: valid, unaligned: false },
    implemented: { minimumSize: implemented, maximumSize: 0, unaligned: true },
  });

  it("keeps of a callback's answer the bytes of the call, and of those the bytes of the access", () => {
    const first = (offset: number) => (offset === 0 ? 0x1_1111_1111n : 0n);
    expect(dispatchRead(rules(8, 0), 0, 8, first)).toBe(0x1111_1111n);
    expect(dispatchRead(rules(8, 4), 0, 1, () => 0xffff_ffffn)).toBe(0xffn);
  });

  it("rejects an unaligned piece even where every size is valid", () => {
    const [dispatch] = dispatchWrite(rules(0, 0), { offset: 2, size: 4, value: 0n });
    expect(dispatch?.rejected).toBe(true);
  });
});

describe("the patch", () => {
  it("answers every read from the device", () => {
    const view = viewOf(USUAL_STATE, 4, false);
    for (const replaced of [true, false]) {
      expect(AS_POSTED.read(view, {}, { offset: 8, replaced })).toBe("device");
    }
  });

  it("counts cookie and data word modulo 2^32, as uint32_t does, and no less", () => {
    const at = (offset: number) => ({ offset, size: 4, value: 0x4022n });
    expect(cookieAfterAddress(at(0x8000_0000))).toBe(0x8000_0008);
    expect(cookieAfterAddress(at(0xffff_fffc))).toBe(4);
    // The word as a big-endian host reads it: its bytes reversed, in the upper half.
    const physical = { addressLow: 0, word8: 0xc040_0000 };
    const view = handlerView(programmedCapability(4, true), physical);
    expect(hostDataValue(view, at(0))).toBe(0xc040_0002n);
    const last = handlerView(programmedCapability(4, true), { ...physical, word8: 0xffff_ffff });
    expect(hostDataValue(last, at(0))).toBe(1n);
  });

  it("without a cookie in its private state awaits nothing", () => {
    const enabled = { ...USUAL_STATE, msi: "enabled", pair: "programmed", grant: "asked" } as const;
    const access = { offset: 8, size: 4, value: 0x5a5an };
    const { cookie } = AS_POSTED.write(viewOf(enabled, 4, false), {}, access);
    expect(cookie).toEqual({ before: 0, after: 0 });
  });

  it("its machine calls the write handler for writes only", () => {
    const guard = asPostedMachine.implementations.guards.replacesAddress as unknown as (
      step: object,
    ) => boolean;
    const context = { cookie: 0, capability: programmedCapability(1, true), slots: [] };
    expect(() => guard({ context, event: { type: "DEVICE_RESETS" } })).toThrow(
      "DEVICE_RESETS is no call of the write handler",
    );
  });
});

describe("the prose of an invariant", () => {
  it.each([...STEP_INVARIANTS, ...WORLD_INVARIANTS])("$id is found by its id", (invariant) => {
    expect(claimOf(invariant.id)).toBe(invariant.claim);
    expect(violationOf(invariant.id)).toBe(invariant.violation);
  });

  it("of an id that is none is an error", () => {
    expect(() => claimOf("no-such" as "pair-fresh")).toThrow('no invariant is called "no-such"');
  });
});
