import { describe, expect, it } from "vitest";
import { byteOf } from "../../model/bits.js";
import { dispatchRead, dispatchWrite } from "../../model/qemu/memory-core.js";
import {
  type MsiCapability,
  resetMsiCapability,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import { MEMORY_MODEL, type MemoryModel } from "../../tools/witness/memory.js";
import { MSI_MODEL, type MsiModel } from "../../tools/witness/msi.js";
import { MSI_DEVICES } from "../../tools/witness/msi-devices.js";
import { REGIONS } from "../../tools/witness/regions.js";
import { type WitnessOptions, witness } from "../../tools/witness/run.js";
import { HAS_QEMU, NEEDS_QEMU, QEMU } from "./witness-qemu.js";

const asked = (options: Partial<WitnessOptions>) =>
  witness({ program: QEMU, steps: 600, seed: 1, devices: [], regions: [], ...options });

type Given = (at: number) => number | undefined;

/** The model's write with some bytes changed afterwards; `given` tells the byte that the write has for a place. */
function changed(change: (bytes: number[], given: Given) => void): MsiModel {
  return {
    ...MSI_MODEL,
    write: (capability, offset, value, length) => {
      const after = writeMsiConfig(capability, offset, value, length);
      const bytes = [...after.bytes];
      const given = (at: number) =>
        at < offset || at >= offset + length ? undefined : byteOf(value, at - offset);
      change(bytes, given);
      return { ...after, bytes };
    },
  };
}

const keepingData = (capability: MsiCapability): MsiCapability => {
  const { layout, bytes } = resetMsiCapability(capability);
  const data = layout.is64Bit ? 12 : 8;
  return { layout, bytes: bytes.map((byte, i) => (i === data ? capability.bytes[i] : byte) ?? 0) };
};

/** Bits that a write may change in the place of those that it may. */
const writable = (at: number, bits: number) =>
  changed((bytes, given) => {
    const byte = given(at);
    if (byte !== undefined) bytes[at] = ((bytes[at] ?? 0) & ~bits) | (byte & bits);
  });

const CLAMPED_TOO_OFTEN = "the allocation is clamped while MSI is disabled, too";

const PLANTED_MSI: readonly (readonly [name: string, model: MsiModel])[] = [
  ["the low address bits can be written", writable(4, 0x03)],
  ["the second byte of the flags can be written", writable(3, 0x01)],
  ["the enable bit cannot", changed((bytes) => (bytes[2] = (bytes[2] ?? 0) & ~0x01))],
  ["the allocation is never clamped", writable(2, 0x70)],
  [
    CLAMPED_TOO_OFTEN,
    changed((bytes) => {
      const flags = bytes[2] ?? 0;
      const most = (flags & 0x0e) << 3;
      if ((flags & 0x70) > most) bytes[2] = (flags & ~0x70) | most;
    }),
  ],
  ["a reset leaves the data", { ...MSI_MODEL, reset: keepingData }],
  ["a reset does nothing", { ...MSI_MODEL, reset: (capability) => capability }],
];

/** Twice as many vectors can be masked as the device has. */
const MASKS: MsiModel = {
  ...MSI_MODEL,
  write: (capability, ...write) => {
    const { layout } = capability;
    const wider = { ...layout, maximumVectors: 2 * layout.maximumVectors };
    return { layout, bytes: writeMsiConfig({ ...capability, layout: wider }, ...write).bytes };
  },
};

const PLANTED_MEMORY: readonly (readonly [name: string, model: MemoryModel])[] = [
  [
    "the high half comes first",
    {
      ...MEMORY_MODEL,
      write: (...access) =>
        dispatchWrite(...access).map((one) => ({ ...one, calls: [...one.calls].reverse() })),
    },
  ],
  [
    "the pieces are not aligned",
    {
      ...MEMORY_MODEL,
      write: (rules, access) =>
        dispatchWrite(
          {
            valid: { ...rules.valid, unaligned: true },
            implemented: { ...rules.implemented, unaligned: true },
          },
          access,
        ),
    },
  ],
  [
    "a call gets the value from another byte on",
    {
      ...MEMORY_MODEL,
      write: (rules, access) => dispatchWrite(rules, { ...access, value: access.value >> 8n }),
    },
  ],
  [
    "a read has no upper half",
    { ...MEMORY_MODEL, read: (...read) => dispatchRead(...read) & 0xffffffffn },
  ],
];

const ALL_REJECTED: MemoryModel = {
  ...MEMORY_MODEL,
  write: (rules, access) =>
    dispatchWrite({ ...rules, valid: { ...rules.valid, minimumSize: 1 } }, access),
};

describe.skipIf(!HAS_QEMU)(`an error planted in the model${NEEDS_QEMU}`, () => {
  const few = MSI_DEVICES.filter(({ device }) => /ioh3420|pcie-pci|xhci/.test(device));
  const maskable = few.filter(({ layout }) => layout.hasPerVectorMask);
  const regions = REGIONS.filter(({ name }) => /operational|amdvi/.test(name));

  it("is what makes the difference: without one these devices and regions agree", async () => {
    const { agree, steps, msi } = await asked({ devices: few, regions });
    expect(agree).toBe(true);
    expect(steps).toBe(600);
    expect(msi.map(({ layout }) => layout.maximumVectors)).toEqual([1, 16, 2]);
  });

  it.each(PLANTED_MSI)(
    "in the capability is noticed on each device that can show it: %s",
    async (name, msiModel) => {
      const { msi, agree } = await asked({ devices: few, msiModel });
      // What ioh3420 would show there ends it, and is left out.
      const noticed = msi.filter(({ leftOut }) => leftOut === null || name !== CLAMPED_TOO_OFTEN);
      for (const { device, difference } of noticed) expect(difference, device).not.toBeNull();
      expect(agree).toBe(false);
    },
  );

  it("in the mask register is noticed on each device that has one", async () => {
    const { msi } = await asked({ devices: maskable, msiModel: MASKS });
    expect(msi.map(({ device }) => device)).toEqual(["pcie-pci-bridge", "ioh3420"]);
    for (const { device, difference } of msi) expect(difference, device).not.toBeNull();
  });

  it("in the layout is noticed before the first write", async () => {
    const [device] = few;
    const layout = { is64Bit: true, hasPerVectorMask: true, maximumVectors: 4 };
    const { msi } = await asked({ devices: [{ device: device?.device ?? "", layout }] });
    expect(msi[0]?.difference?.step).toBe(0);
  });

  it.each(PLANTED_MEMORY)("in the memory core is noticed: %s", async (name, memoryModel) => {
    const found = (await asked({ regions, memoryModel })).regions;
    // Aligned 8 bytes go whole to the second region: there is no half to be first.
    const noticed = name.startsWith("the high half") ? found.slice(0, 1) : found;
    for (const { region, difference } of noticed) expect(difference, region).not.toBeNull();
  });

  it("in what is rejected is noticed where something is", async () => {
    const found = (await asked({ regions, memoryModel: ALL_REJECTED })).regions;
    expect(found.map(({ difference }) => difference === null)).toEqual([false, true]);
  });
});

describe.skipIf(!HAS_QEMU)(`a QEMU that ends${NEEDS_QEMU}`, () => {
  it("is no pass: with more than two vectors allocated while disabled, ioh3420 aborts", async () => {
    const { msi, agree } = await asked({
      devices: MSI_DEVICES.flatMap(({ abortsBeyondTwo, ...device }) =>
        abortsBeyondTwo === undefined ? [] : [device],
      ),
    });
    expect(agree).toBe(false);
    expect(msi[0]?.notCompared).toMatch(/^QEMU ended with signal SIGABRT/);
  });

  it("is no pass: a device that it does not have", async () => {
    const layout = { is64Bit: true, hasPerVectorMask: false, maximumVectors: 1 };
    const { msi, agree, layoutsWithoutWitness } = await asked({
      devices: [{ device: "no-such-device", layout }],
    });
    expect(agree).toBe(false);
    expect(msi[0]?.notCompared).toContain("no-such-device");
    expect(layoutsWithoutWitness).toContainEqual(layout);
  });
});
