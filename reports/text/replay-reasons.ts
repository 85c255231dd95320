/** The words for why an assumption is kept, broken or undecided in a log, and for a replay's notes. */
import type { Note } from "../../checks/replay/result.js";
import type { Reason, ReasonData, Untold } from "../../checks/replay/watch/reasons.js";
import { hex } from "../../model/bits.js";
import { rangeText } from "../../model/devices/windows.js";

const UNTOLD: Readonly<Record<Untold, string>> = {
  "reset by the driver": "a reset by the driver",
  "device's messages": "what the device sends",
  "success of writes": "whether a logged write succeeded",
  "high half of the host's address": "the upper half of the host's address",
  "interrupt checks": "what the host's hardware checks",
  "host's byte order": "the host's byte order",
  "host's architecture": "the host's architecture",
};

const SENTENCES: { readonly [Kind in keyof ReasonData]: (data: ReasonData[Kind]) => string } = {
  "address elsewhere": ({ value, offset, chip }) =>
    `the address ${hex(value)} goes to ${hex(offset)}, no MSI address register of ${chip}`,
  "address in a ring": ({ value, register, ring }) =>
    `the address ${hex(value)} goes to the ${register} register of ${ring}`,
  "address zero": () => "MSI is enabled with address 0",
  "high address": ({ high }) => `the address has the high word ${hex(high)}`,
  "window moved": ({ ring, offset }) =>
    `the window moved while ${ring} waits for its data, and ${hex(offset)} is written`,
  "part of a register": ({ size, address, register, ring }) =>
    `a write of ${bytes(size)} at ${hex(address)} touches the ${register} register of ${ring}`,
  "small access": ({ size, address }) => `${bytes(size)} at ${hex(address)} are accessed`,
  "register read": ({ register, ring }) => `the ${register} register of ${ring} is read`,
  "reset in between": ({ ring }) => `a reset while ${ring} waits for its data`,
  "enabled over slots": ({ slots }) =>
    `MSI is enabled over ${slots} programmed slots, with no reset since`,
  "granted fewer": ({ vectors, allocated }) =>
    `${vectors} ${vectors === 1 ? "vector" : "vectors"} enabled, ${allocated} allocated by the guest`,
  "disabled in between": ({ ring }) => `MSI was disabled between address and data of ${ring}`,
  "written while disabled": ({ ring }) => `${ring} is written with MSI disabled`,
  "begun in between": ({ ring, other }) => `${ring} begins while ${other} waits for its data`,
  "earlier address": ({ ring, value }) =>
    `${ring} gets ${hex(value)}, which the capability held before`,
  "foreign address": ({ ring, value }) => `${ring} gets ${hex(value)}, never in the capability`,
  "earlier data": ({ ring, value }) =>
    `${ring} gets data ${hex(value)}, which the capability held before`,
  "foreign data": ({ ring, value, base }) =>
    `${ring} gets data ${hex(value)}, none of the capability's ${hex(base)} and up`,
  "vector beyond": ({ ring, vector, allocated }) =>
    `${ring} gets vector ${vector} of ${allocated} allocated`,
  "data alone": ({ ring }) => `data of ${ring} without an address of its own before it`,
  "data never comes": ({ ring }) =>
    `${ring} is begun and its data never comes, though the driver goes on`,
  "ring outside": ({ ring, offset, start, end }) =>
    `${ring} at ${hex(offset)} is outside ${rangeText({ start, end })}`,
  "ring straddles": ({ ring, offset, start, end }) =>
    `${ring} has its data register at ${hex(offset)}, past ${rangeText({ start, end })}`,
  "vectors changed": ({ before, after }) => `${before} vectors become ${after} with MSI enabled`,
  "data at 12": () => "data is written 12 bytes into the capability",
  "unaligned base": ({ base, allocated }) =>
    `base data ${hex(base)} with ${allocated} vectors allocated`,
  "host address zero": () => "the quirk read address 0 from the host",
  "host moved": ({ what, before, now }) =>
    `the host's ${what} was ${hex(before)} and is ${hex(now)}, with MSI enabled all along`,
  "unaligned host base": ({ base, allocated }) =>
    `the host's base data ${hex(base)} with ${allocated} vectors`,
  kept: ({ times }) => `${times} ${times === 1 ? "time" : "times"}`,
  "no wide write": () => "no write of 8 bytes to the trapped range",
  "no occasion": () => "nothing in this log could have broken it",
  told: ({ verb }) => `said by the log, in a line '# quirkcheck: ${verb} ...'`,
  "no ring": () => "which registers are MSI registers is not known: no known chip fits this log",
  "never enabled": () => "MSI is not enabled anywhere in this log",
  "drops other accesses": () =>
    "with the quirk in place QEMU drops other accesses before it logs them",
  untold: ({ what }) => `${UNTOLD[what]}: no line tells`,
  "not in place": () => "the quirk was not in place, so nothing asked the host",
  "log ends": ({ line, ring }) => `line ${line} begins ${ring}, then the log ends`,
  "reads missing": () => "the writes keep it; reads are not in this log",
  "no reads": () => "no vfio_region_read line in this log: trace it too",
  "enabled again": ({ line, slots, unseen }) =>
    `line ${line} enables MSI over ${slots} programmed slots; ${unseen === "driver" ? "a reset by the driver leaves no line" : "a reset by QEMU is not in this log: trace vfio_pci_reset too"}`,
  "no resets": () => "no vfio_pci_reset line in this log: trace it too",
  "slot reset": ({ line, ring }) =>
    `line ${line} resets the device while ${ring} waits for its data`,
  "doubtful reset": ({ line, address, ring }) =>
    `line ${line} writes configuration space at ${hex(address)} while ${ring} waits for its data: whether that is a reset no line tells`,
  "no grants": () => "no vfio_msi_enable line in this log: trace it too",
  "grant untold": ({ line }) => `line ${line} enables MSI, and no vfio_msi_enable line follows`,
  "window unseen": ({ register }) =>
    `no write to ${hex(register)} in this log, which moves the window`,
  "by message": ({ chip, rings }) =>
    `a message in guest memory leaves no line${rings === 0 ? "" : `; Linux programs ${rings} rings of ${chip} so`}`,
  "beside not logged": () => "writes beside the trapped range are logged only with x-no-mmap=on",
  "split before the log": () => "with the quirk in place an 8-byte write is logged as two",
  "wide writes": ({ count }) =>
    `${count} writes of 8 bytes; what the device makes of two, no line tells`,
  "same whenever looked": () => "the same whenever the quirk looked; a later move leaves no line",
};

/** One reason; of something broken it completes `line N: ...`. */
export function reasonText(reason: Reason): string {
  return sentence(reason.kind, reason);
}

function sentence<Kind extends keyof ReasonData>(kind: Kind, data: ReasonData[Kind]): string {
  return SENTENCES[kind](data);
}

/** One sentence on what limits the meaning of a replay. */
export function noteText(note: Note): string {
  switch (note.kind) {
    case "never enabled":
      return "MSI is not enabled anywhere in this log, so the handler passes everything on: for a log that begins later, say --enabled";
    case "address zero":
      return "MSI is enabled with address 0 at some point, so every write of 0 is taken for an address: for a log that begins later, say --guest-address and --guest-data";
    case "equal roles": {
      const { what, value } = note;
      return `guest and host ${what} are both ${hex(value)}: roles must be guessed from values, so a guest ${what} that reaches the device does not show`;
    }
    case "no range":
      return `the patch does not list ${note.chip} (${hex(note.deviceId)}) and traps nothing of it: replayed as if it had the range above`;
    case "BAR 0 not written":
      return "no write to BAR 0 in this log: it is mapped into the guest but for x-no-mmap=on, or vfio_region_write was not traced";
    case "cut short":
      return `line ${note.line}, the last, is cut short and left out`;
  }
}

function bytes(count: number): string {
  return `${count} ${count === 1 ? "byte" : "bytes"}`;
}
