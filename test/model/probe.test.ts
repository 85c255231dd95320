import { describe, expect, it } from "vitest";
import type { ProbeInput } from "../../model/quirk.js";
import {
  MSI_NOVIRT_FEATURE,
  probe,
  QUALCOMM_VENDOR_ID,
  TRAPPED_WINDOWS,
} from "../../model/quirks/as-posted/probe.js";

/** Base and size of the window per device id, read off the patch. */
const WINDOW_OF = new Map<number, readonly [number, number]>([
  [0x1101, [0x80000, 0x40000]],
  [0x1103, [0x80000, 0x40000]],
  [0x1104, [0x80000, 0x40000]],
  [0x1107, [0x1e00000, 0x80000]],
  [0x1109, [0x1e00000, 0x80000]],
]);

const OTHER_IDS = [
  0x0000, 0x1100, 0x1102, 0x1105, 0x1106, 0x1108, 0x110a, 0x1112, 0x003e, 0x0311, 0xffff,
];
const OTHER_VENDORS = [0x0000, 0x168c, 0x17ca, 0x17cc, 0xcb17, 0xffff];

const GOOD: ProbeInput = {
  bar: 0,
  vendorId: 0x17cb,
  deviceId: 0x1103,
  msiPresent: true,
  featureAccepted: true,
};

/** What is wrong with a device, in the order in which the patch would stumble over it. */
function faults(input: ProbeInput): string[] {
  const tests: [string, boolean][] = [
    ["bar", input.bar === 0],
    ["vendor", input.vendorId === 0x17cb],
    ["no-msi", input.msiPresent],
    ["device", WINDOW_OF.has(input.deviceId)],
    ["feature", input.featureAccepted],
  ];
  return tests.filter(([, passed]) => !passed).map(([name]) => name);
}

function* everyInput(): Generator<ProbeInput> {
  for (const bar of [0, 1, 2, 3, 4, 5]) {
    for (const vendorId of [0x17cb, ...OTHER_VENDORS]) {
      for (const deviceId of [...WINDOW_OF.keys(), ...OTHER_IDS]) {
        for (const msiPresent of [true, false]) {
          yield { bar, vendorId, deviceId, msiPresent, featureAccepted: true };
          yield { bar, vendorId, deviceId, msiPresent, featureAccepted: false };
        }
      }
    }
  }
}

describe("constants of the probe", () => {
  it("the vendor is 0x17cb and the feature number 11", () => {
    expect(QUALCOMM_VENDOR_ID).toBe(0x17cb);
    expect(MSI_NOVIRT_FEATURE).toBe(11);
  });

  it("five device ids have a window, three at 0x80000 of 256 KiB and two at 0x1e00000 of 512 KiB", () => {
    const windows = Object.entries(TRAPPED_WINDOWS).map(
      ([id, { base, size }]) => [Number(id), [base, size]] as const,
    );
    expect(new Map(windows)).toEqual(WINDOW_OF);
  });
});

describe("the decision", () => {
  it.each([
    [0x1101, 524_288, 262_144],
    [0x1103, 524_288, 262_144],
    [0x1104, 524_288, 262_144],
    [0x1107, 31_457_280, 524_288],
    [0x1109, 31_457_280, 524_288],
  ])("device %i with everything in order is trapped from byte %i on, for %i bytes", (...row) => {
    const [deviceId, base, size] = row;
    expect(probe({ ...GOOD, deviceId })).toEqual({ quirk: true, window: { base, size } });
  });

  it.each([1, 2, 3, 4, 5])("BAR %i is never trapped", (bar) => {
    expect(probe({ ...GOOD, bar })).toEqual({ quirk: false, because: "bar", warns: false });
  });

  it("another vendor with the same device id is left alone, silently", () => {
    for (const vendorId of OTHER_VENDORS) {
      expect(probe({ ...GOOD, vendorId })).toEqual({
        quirk: false,
        because: "vendor",
        warns: false,
      });
    }
  });

  it("a device without MSI is left alone, silently", () => {
    expect(probe({ ...GOOD, msiPresent: false })).toEqual({
      quirk: false,
      because: "no-msi",
      warns: false,
    });
  });

  it("a Qualcomm device that is not in the table is left alone, silently", () => {
    for (const deviceId of OTHER_IDS) {
      expect(probe({ ...GOOD, deviceId })).toEqual({
        quirk: false,
        because: "device",
        warns: false,
      });
    }
  });

  it("a kernel that refuses the feature leaves no quirk, and only this refusal warns", () => {
    for (const deviceId of WINDOW_OF.keys()) {
      expect(probe({ ...GOOD, deviceId, featureAccepted: false })).toEqual({
        quirk: false,
        because: "feature",
        warns: true,
      });
    }
  });

  it("names the first fault in the order BAR, vendor, MSI, device, feature", () => {
    const bad = {
      bar: 2,
      vendorId: 0x168c,
      msiPresent: false,
      deviceId: 1,
      featureAccepted: false,
    };
    const refusals = [
      bad,
      { ...bad, bar: 0 },
      { ...bad, bar: 0, vendorId: 0x17cb },
      { ...bad, bar: 0, vendorId: 0x17cb, msiPresent: true },
      { ...bad, bar: 0, vendorId: 0x17cb, msiPresent: true, deviceId: 0x1109 },
    ].map((input) => {
      const decision = probe(input);
      return decision.quirk ? "quirk" : `${decision.because}${decision.warns ? ", warns" : ""}`;
    });
    expect(refusals).toEqual(["bar", "vendor", "no-msi", "device", "feature, warns"]);
  });

  it("holds for every combination of BAR, vendor, device, MSI and feature", () => {
    const counts = { quirk: 0, warned: 0, all: 0 };
    for (const input of everyInput()) {
      const decision = probe(input);
      const [first] = faults(input);
      counts.all += 1;
      if (first === undefined) {
        counts.quirk += 1;
        const [base, size] = WINDOW_OF.get(input.deviceId) ?? [Number.NaN, Number.NaN];
        expect(decision).toEqual({ quirk: true, window: { base, size } });
      } else {
        const warns = first === "feature";
        counts.warned += warns ? 1 : 0;
        expect(decision).toEqual({ quirk: false, because: first, warns });
      }
    }
    // 6 BARs, 7 vendors, 16 ids, MSI or not, feature or not; 5 devices get a quirk, 5 a warning.
    expect(counts).toEqual({ quirk: 5, warned: 5, all: 6 * 7 * 16 * 2 * 2 });
  });
});
