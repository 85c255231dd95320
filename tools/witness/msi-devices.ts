/** QEMU's devices that have an MSI capability, and the layout of each. */
import { ALLOCATIONS, type MsiLayout } from "../../model/qemu/msi-capability.js";

export interface MsiDevice {
  /** What stands behind QEMU's `-device`. */
  readonly device: string;
  readonly layout: MsiLayout;
  /** Allocates at most two vectors, else QEMU aborts: why. */
  readonly abortsBeyondTwo?: string;
}

const layout = (is64Bit: boolean, maximumVectors: number, hasPerVectorMask = false): MsiLayout => ({
  is64Bit,
  hasPerVectorMask,
  maximumVectors,
});

/**
 * Source: read off QEMU 7.2. A layout that is not the device's is a difference before the first write. Many have
 * one plain 64-bit vector: what each does around its capability is its own.
 */
export const MSI_DEVICES: readonly MsiDevice[] = [
  { device: "edu", layout: layout(true, 1) },
  { device: "intel-hda", layout: layout(true, 1) },
  { device: "ich9-ahci", layout: layout(true, 1) },
  { device: "megasas", layout: layout(true, 1) },
  { device: "mptsas1068", layout: layout(true, 1) },
  { device: "vmxnet3", layout: layout(true, 1) },
  { device: "e1000e", layout: layout(true, 1) },
  { device: "pvscsi", layout: layout(true, 1) },
  { device: "x3130-upstream", layout: layout(true, 1) },
  { device: "pci-bridge,chassis_nr=1", layout: layout(true, 1, true) },
  { device: "pcie-pci-bridge", layout: layout(true, 1, true) },
  { device: "cxl-upstream", layout: layout(true, 2, true) },
  { device: "nec-usb-xhci,msi=on", layout: layout(true, 16) },
  {
    device: "ioh3420",
    layout: layout(false, 2, true),
    abortsBeyondTwo: "while MSI is disabled, more than two vectors allocated end QEMU (abort)",
  },
];

/** All layouts there can be: 2 address widths, with and without masks, 1 to 32 vectors. */
export const ALL_LAYOUTS: readonly MsiLayout[] = [false, true].flatMap((is64Bit) =>
  [false, true].flatMap((hasPerVectorMask) =>
    ALLOCATIONS.map((maximumVectors) => layout(is64Bit, maximumVectors, hasPerVectorMask)),
  ),
);

/** Those of `layouts` that are none of `witnessed`. */
export function layoutsWithout(witnessed: readonly MsiLayout[]): readonly MsiLayout[] {
  const same = (one: MsiLayout, other: MsiLayout) =>
    one.is64Bit === other.is64Bit &&
    one.hasPerVectorMask === other.hasPerVectorMask &&
    one.maximumVectors === other.maximumVectors;
  return ALL_LAYOUTS.filter((one) => !witnessed.some((other) => same(one, other)));
}
