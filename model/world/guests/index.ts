/** The guest drivers that a run can have beside the arbitrary one. */
import { actsAsLinux, LINUX_1, LINUX_16, LINUX_32 } from "./linux.js";
import { type NamedGuest, piecesOf } from "./named-guest.js";

export { type NamedGuest, offsetsOf, restrictedTo } from "./named-guest.js";

/** All that is public of the Windows driver is what the patch's author saw of it. */
const WINDOWS_16: NamedGuest = {
  name: "windows-16",
  title: "the Windows driver, 16 vectors",
  known:
    "programs the capability to use 16 vectors and writes different data at different locations" +
    " (Alex Williamson, 2024-08-13), by 4 or 8 bytes at a time (comment in the patch); nothing else is" +
    " public, so it does anything that keeps every assumption, with every offset",
  basis: "vectors",
  allocated: 16,
  offsets: Array.from({ length: 16 }, (_, k) => k),
  breaches: [],
  reads: [],
  makes: () => true,
};

/** What a reviewer would rather see: each source an interrupt of its own, set up by the guest's kernel. */
const OWN_DOMAIN: NamedGuest = {
  name: "own-domain",
  title: "ath11k with an interrupt domain of its own (proposed, not written)",
  known:
    "its slots get pairs of that domain and never the capability's, which serves MHI's three vectors" +
    " alone (mhi.c); all else as Linux does today. Pairs by HTT are left out here: linux-1 shows them",
  basis: "proposal",
  allocated: 4,
  offsets: [],
  breaches: [
    {
      assumption: "pairs-from-capability",
      does: "puts addresses and data of its own interrupt domain into every slot",
      source:
        "\"I really don't want to [...] tell Thomas he can't convert the Linux driver to use" +
        ' irq_domain IMS" (Jason Gunthorpe, 20240815171935.GO3468552@ziepe.ca)',
    },
  ],
  reads: ["msi"],
  makes: (act) =>
    actsAsLinux(act) &&
    piecesOf(act.outcome).every(({ register: { kind }, value }) => {
      const isPair = kind === "address" || kind === "data";
      return !isPair || value === "foreign-address" || value === "foreign-data";
    }),
};

/** In the order of the help text and the reports. */
export const NAMED_GUESTS: readonly NamedGuest[] = [
  LINUX_1,
  LINUX_16,
  LINUX_32,
  WINDOWS_16,
  OWN_DOMAIN,
];
