/** The designs that the thread proposes, and what users do today: one row each of the comparison. */
import type { Quirk } from "../quirk.js";
import { COPIED_PAIR } from "../world/pairs.js";
import { type Terms, USUAL_TERMS } from "../world/terms.js";
import { TRAPPED_WINDOW_ACCESS } from "./as-posted/handler.js";
import { AS_POSTED } from "./as-posted/quirk.js";
import { BEST_FEATURES, BEST_TODAY_FEATURES } from "./best.js";
import { composeQuirk, termsOf } from "./composed/compose.js";
import { type Features, nameOf, withImplied } from "./composed/features.js";
import { MSIX, MSIX_TERMS } from "./msix/quirk.js";

/** What has to be there for a design, outside QEMU. */
export interface DesignNeeds {
  readonly kernel: string;
  readonly device: string;
  readonly guest: string;
}

export interface Design {
  /** Id, as `--quirk` and `--design` take it. */
  readonly name: string;
  /** In a few words. */
  readonly title: string;
  /** Where it is proposed. */
  readonly source: string;
  readonly needs: DesignNeeds;
  /** The improvements of the patch it is made of, by name; undefined if it is no such composition. */
  readonly madeOf?: string;
  readonly quirk: Quirk;
  readonly terms: Terms;
}

const NOTHING = "nothing";
const NOVIRT = "the feature that shows physical MSI registers";
const WILLIAMSON = "A. Williamson, 2024-08-15";
const GUNTHORPE = "J. Gunthorpe";

const PATCH_NEEDS: DesignNeeds = {
  kernel: NOVIRT,
  device: "a window for each device id",
  guest: "copies the capability's pair to the slots by BAR writes",
};

/** The patch with one improvement or more. */
function improved(
  name: string,
  features: Partial<Features>,
  prose: { title: string; source: string; needs?: Partial<DesignNeeds> },
): Design {
  const needs = { ...PATCH_NEEDS, ...prose.needs };
  const made = { quirk: composeQuirk(name, features), terms: termsOf(features) };
  return { ...prose, name, needs, madeOf: nameOf(withImplied(features)), ...made };
}

/** No quirk: the probe never finds anything, and BAR 0 stays mapped into the guest. */
function unquirked(name: string, parts: Quirk["parts"] = {}): Quirk {
  return {
    name,
    parts,
    probe: () => ({ quirk: false, because: "device", warns: false }),
    access: TRAPPED_WINDOW_ACCESS,
    write: (_view, _own, { value }) => ({ branch: "pass", value, own: {} }),
    read: () => "device",
    reset: () => ({}),
    msiChanged: () => ({}),
  };
}

const UNTRAPPED: Terms = { ...USUAL_TERMS, traps: false };
const GIVEN: Terms = {
  ...UNTRAPPED,
  lifetime: "until released",
  asks: true,
  carriedBy: { "msi-novirt-feature": "host-interface" },
};

const REGISTERS = "the location of every MSI register, and how the window is selected";

const AS_TODAY: readonly Design[] = [
  {
    name: "as-posted",
    title: "the patch as it was posted",
    source: "[RFC/RFT PATCH] vfio/pci-quirks: Quirk for ath wireless, 2024-08-12",
    needs: PATCH_NEEDS,
    quirk: AS_POSTED,
    terms: USUAL_TERMS,
  },
  {
    name: "no-quirk",
    title: "no quirk: today's QEMU",
    source:
      "the patch's description: 'programmed with guest physical MSI address/data, which doesn't work'",
    needs: { kernel: NOTHING, device: NOTHING, guest: NOTHING },
    quirk: unquirked("no-quirk"),
    terms: { ...UNTRAPPED, inPlace: false },
  },
  {
    name: "copied-by-hand",
    title: "no quirk, the host's pair copied into the guest's driver by hand",
    source: "linux-wireless, 'ath11k and vfio-pci support', January 2024: what users do",
    needs: {
      kernel: NOTHING,
      device: NOTHING,
      guest: "a driver patched for this host, after each grant",
    },
    quirk: unquirked("copied-by-hand", { [COPIED_PAIR]: ["current", "old"] }),
    terms: { ...UNTRAPPED, inPlace: false, pairs: "copied" },
  },
];

const IMPROVED: readonly Design[] = [
  improved(
    "cookie-per-address",
    { cookiePerAddress: true },
    {
      title: "one cookie for each address",
      source: "the patch's one variable msi_data_addr",
    },
  ),
  improved(
    "handles-64-bit",
    { handles64Bit: true },
    {
      title: "the 64-bit capability handled",
      source: "vfio_ath_quirk_write reads PCI_MSI_DATA_32 whatever the layout",
    },
  ),
  improved(
    "read-checked",
    { checksRead: true },
    {
      title: "the physical read checked",
      source: "vfio_ath_quirk_write: the result of pread is not used",
    },
  ),
  improved(
    "grant-checked",
    { checksGrant: true },
    {
      title: "the offset checked against the host's grant",
      source: `"is that really enough?" (${GUNTHORPE}, 2024-08-13); QEMU's nr_vectors`,
    },
  ),
  improved(
    "reset-clears",
    { clearsAtReset: true },
    {
      title: "a machine reset clears the cookie",
      source: "the patch has no reset hook",
    },
  ),
  improved(
    "reads-back",
    { readsBack: true },
    {
      title: "reads give back the guest's values",
      source: "vfio_ath_quirk_read passes the device's value through",
    },
  ),
  improved(
    "right-window",
    { rightWindow: true },
    {
      title: "the right window for each device",
      source:
        "Linux ath11k pcic.h and ath12k pci.c: 512 KiB at 0x80000, and static windows behind it",
      needs: { device: "the window, or windows, of each device id" },
    },
  ),
  improved(
    "static-table",
    { finds: "locations" },
    {
      title: "a static table of register locations",
      source: `"a reference for static locations of these writes" (${WILLIAMSON})`,
      needs: { device: REGISTERS },
    },
  ),
];

const SET_UP: readonly Design[] = [
  improved(
    "source-by-qemu",
    { pairs: "asked by QEMU" },
    {
      title: "an interrupt set up per source; a generic SET_IRQS hands the pair to QEMU",
      source: `"some kind of IMS focused SET_IRQ in generic VFIO" (${GUNTHORPE}, 2024-08-15)`,
      needs: {
        kernel: "a generic SET_IRQS for a device's own sources that gives the pair",
        device: REGISTERS,
        guest: "programs the slots by BAR writes",
      },
    },
  ),
  improved(
    "source-by-driver",
    { pairs: "asked by a driver" },
    {
      title: "an interrupt set up per source by a device-specific vfio driver with its own domain",
      source: `"a vfio-pci variant driver to setup an irq_domain" (${WILLIAMSON})`,
      needs: {
        kernel: "a vfio driver for this device with an interrupt domain that writes its registers",
        device: REGISTERS,
        guest: "programs the slots by BAR writes",
      },
    },
  ),
];

const GUEST_OWNED: readonly Design[] = [
  {
    name: "guest-owned",
    title: "the guest owns the pair, remapping hardware checks the requester",
    source: `"the guest itself controls/knows the MSI addr/data pairs" (${GUNTHORPE}, 2024-08-13)`,
    needs: {
      kernel: "gives the guest's interrupt messages of this device to the remapping hardware",
      device: NOTHING,
      guest: "the host's interrupt architecture, with remapping of its own",
    },
    quirk: unquirked("guest-owned"),
    terms: { ...GIVEN, pairs: "granted", moved: "behind the pair" },
  },
  {
    name: "guest-asks",
    title:
      "the guest asks for the pair: a remapping driver that traps, or a virtio interrupt device",
    source: `"seems to make VMM traps", "a, say, virtio-irq" (${GUNTHORPE}, 2024-08-13); one row, since they do not differ in this world`,
    needs: {
      kernel: "an interface that gives pairs for a device's own sources",
      device: NOTHING,
      guest: "a paravirtual interrupt driver that ath11k and ath12k use",
    },
    quirk: unquirked("guest-asks"),
    terms: { ...GIVEN, pairs: "asked for" },
  },
];

/** docs/designs.md, "The search", says on what the two rest. */
const SEARCHED = "all 160 combinations of the improvements, verified at order 1 (docs/designs.md)";

/** Every design, in the order of the comparison. */
export const DESIGNS: readonly Design[] = [
  ...AS_TODAY,
  ...IMPROVED,
  ...SET_UP,
  ...GUEST_OWNED,
  improved("best-today", BEST_TODAY_FEATURES, {
    title: "the best trap design that asks the kernel for no more than the patch does, by search",
    source: SEARCHED,
    needs: { device: REGISTERS },
  }),
  improved("best-trap", BEST_FEATURES, {
    title: "the trap design that stands on least, by search",
    source: SEARCHED,
    needs: {
      kernel: "a vfio driver for this device with an interrupt domain that writes its registers",
      device: REGISTERS,
      guest: "programs the slots by BAR writes",
    },
  }),
];

/** No row of the comparison, which is of designs for one capability: docs/msix.md. */
const FOR_MSIX: Design = {
  name: "msix",
  title: "the patch's way with MSI-X: the table's entries in the place of the capability's pair",
  source: '"directly reading the MSI-X vector table" (A. Williamson, 2024-08-15)',
  needs: {
    kernel: "lets the BAR with the table be mapped",
    device: "MSI-X, and a window for each device id",
    guest: "copies the pairs of table entries to the slots by BAR writes",
  },
  quirk: MSIX,
  terms: MSIX_TERMS,
};

/** All that `--quirk` takes by name. */
export const NAMED_DESIGNS: readonly Design[] = [...DESIGNS, FOR_MSIX];

/** The design of that name. */
export function designCalled(name: string): Design | undefined {
  return NAMED_DESIGNS.find((design) => design.name === name);
}
