/** The patch's way with MSI-X behind the interface of a quirk, and the world it is in. */
import type { PrivateName, PrivateState, Quirk, QuirkView, WriteEffects } from "../../quirk.js";
import {
  ENTRY_PARTS,
  GUEST_ENTRIES,
  HOST_ADDRESSES,
  offsetOfEntry,
} from "../../world/msix-entries.js";
import { type Terms, USUAL_TERMS } from "../../world/terms.js";
import { TRAPPED_WINDOW_ACCESS } from "../as-posted/handler.js";
import { probe } from "../as-posted/probe.js";
import { COOKIE, COOKIE_VALUES } from "../as-posted/quirk.js";
import {
  type MsixCookie,
  type MsixPair,
  type MsixResult,
  type MsixView,
  writeMsixHandler,
} from "./handler.js";

/** The first entry whose address opened the cookie. */
const ENTRY: PrivateName = "own.entry";
/** The world unmasks up to twice the 32 that a driver begins with. */
const MOST_UNMASKED = 64;

const FAILED: MsixPair = { addressLow: 0xffffffff, data: 0xffffffff };
const NO_INTERRUPT: MsixPair = { addressLow: 0, data: 0 };

/**
 * The table that the view of the capability stands for: entries share the address and have a data word each, the
 * first so many unmasked, and one more that is masked.
 */
export function tableOf(view: QuirkView, own: PrivateState): MsixView {
  const { msiEnabled, vectorsAllocated, guestAddressLow, guestData } = view;
  const pair = guestAddressLow === 0 ? "zero" : "programmed";
  const entries = Array.from({ length: vectorsAllocated + 1 }, (_, k) => ({
    masked: !msiEnabled || k >= vectorsAllocated,
    guest: {
      addressLow: guestAddressLow,
      data: guestData + offsetOfEntry(k, { [GUEST_ENTRIES]: own[GUEST_ENTRIES] ?? "apart", pair }),
    },
    // Worked out when it is looked at, as all of the view.
    get host() {
      return hostEntry(view, k);
    },
  }));
  return { enabled: msiEnabled, entries };
}

function hostEntry(view: QuirkView, vector: number): MsixPair {
  if (view.readFails) return FAILED;
  if (vector >= view.vectorsGranted) return NO_INTERRUPT;
  const { addressLow, data } = view.hostPair;
  return { addressLow, data: data + vector };
}

export const MSIX: Quirk = {
  name: "msix",
  parts: {
    [COOKIE]: COOKIE_VALUES,
    [ENTRY]: Array.from({ length: MOST_UNMASKED }, (_, k) => String(k)),
    ...ENTRY_PARTS,
  },
  probe,
  access: TRAPPED_WINDOW_ACCESS,
  write: (view, own, access) => {
    const before = cookieOf(own);
    return effectsOf(writeMsixHandler(tableOf(view, own), before, access), before);
  },
  read: () => "device",
  reset: () => ({}),
  msiChanged: () => ({}),
};

export const MSIX_TERMS: Terms = {
  ...USUAL_TERMS,
  capability: "msix",
  carriedBy: {
    "offset-within-allocation": "entry-unmasked",
    "msi-novirt-feature": "table-readable",
  },
  choices: [
    ["distinct-pairs", { [GUEST_ENTRIES]: "alike" }],
    ["common-host-address", { [HOST_ADDRESSES]: "each" }],
  ],
};

function effectsOf(
  { branch, value, cookie }: MsixResult,
  before: MsixCookie | undefined,
): WriteEffects {
  const own = {
    [COOKIE]: cookie === undefined ? "none" : String(cookie.offset / 4),
    [ENTRY]: String(cookie?.entry ?? 0),
  };
  const around = { before: before?.offset ?? 0, after: cookie?.offset ?? 0 };
  const effects = { branch, value, own, cookie: around };
  if (branch === "replace-address") return { ...effects, replaced: "address" };
  return branch === "replace-data" ? { ...effects, replaced: "data" } : effects;
}

function cookieOf(own: PrivateState): MsixCookie | undefined {
  const word = own[COOKIE];
  if (word === undefined || word === "none") return undefined;
  return { offset: 4 * Number(word), entry: Number(own[ENTRY] ?? 0) };
}
