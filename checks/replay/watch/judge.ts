/** From what was noted to a verdict on every assumption of the catalogue. */
import { ASSUMPTIONS, type AssumptionId } from "../../../model/assumptions/index.js";
import { hex } from "../../../model/bits.js";
import { ringsOf } from "../../../model/devices/rings.js";
import { WINDOW_REGISTER } from "../../../model/devices/windows.js";
import type { ChipWatch } from "./chip-watch.js";
import type { InPlaceWatch } from "./in-place.js";
import type { Account, Ledger } from "./ledger.js";
import type { LogWatch } from "./log-watch.js";
import type { AssumptionVerdict } from "./result.js";

/** All that was watched; `chip`: the one chosen, null if none fits. */
interface Watched {
  readonly log: LogWatch;
  readonly chip: ChipWatch | null;
  readonly quirk: InPlaceWatch;
}

/** Why a log cannot tell; null: it can. */
type Limit = (watched: Watched) => string | null;

/** A verdict on each assumption, in catalogue order. */
export function judge(watched: Watched): AssumptionVerdict[] {
  return ASSUMPTIONS.map(({ id }) => judgeOne(id, watched));
}

function judgeOne(assumption: AssumptionId, watched: Watched): AssumptionVerdict {
  const account = accountOf(assumption, watched);
  const undecided = (because: string): AssumptionVerdict => ({
    ...{ assumption, verdict: "undecided", because },
    ...{ times: 0, lines: [] },
  });
  const blind = BLIND[assumption]?.(watched) ?? null;
  if (blind !== null) return undecided(blind);
  const { broken, kept, because, lines } = account;
  if (broken > 0) {
    return { assumption, verdict: "broken", because, times: broken, lines: [...lines] };
  }
  const limit = LIMITS[assumption]?.(watched) ?? null;
  if (limit !== null) return undecided(limit);
  if (kept === 0) return undecided("nothing in this log could have broken it");
  const times = `${kept} ${kept === 1 ? "time" : "times"}`;
  const kind =
    assumption === "eight-byte-divisible" ? "no write of 8 bytes to the trapped range" : times;
  return { assumption, verdict: "kept", because: kind, times: kept, lines: [] };
}

/** What is noted of it, wherever that is; the end of the log counts too. */
function accountOf(id: AssumptionId, watched: Watched): Account {
  const ledgers: (Ledger | undefined)[] = [
    watched.chip?.ledger,
    watched.log.ledger,
    watched.quirk.ledger,
  ];
  const accounts = ledgers.flatMap((ledger) => (ledger === undefined ? [] : [ledger.of(id)]));
  const found = accounts.find(({ kept, broken }) => kept + broken > 0);
  const account = found ?? { kept: 0, broken: 0, lines: [], because: "" };
  const open = watched.chip?.unfinished();
  if (id === "slot-completed" && open?.movedOn) {
    const because = `${open.name} is begun and its data never comes, though the driver goes on`;
    return { ...account, broken: account.broken + 1, lines: [open.line], because };
  }
  if (id === "eight-byte-divisible") return { ...account, kept: watched.log.tally.writes };
  return account;
}

const NO_CHIP: Limit = ({ chip }) =>
  chip === null ? "no MSI register of a known chip is written in this log" : null;
const NEVER_ENABLED: Limit = (watched) =>
  NO_CHIP(watched) ?? (watched.log.enabledOnce ? null : "MSI is not enabled anywhere in this log");

/** What makes even an account of something broken worthless. */
const BLIND: Partial<Record<AssumptionId, Limit>> = {
  "unique-address": NO_CHIP,
  "address-before-data": NO_CHIP,
  "slot-completed": NO_CHIP,
  "one-slot-at-a-time": NO_CHIP,
  "whole-register-writes": NO_CHIP,
  "aligned-four-byte-access": NO_CHIP,
  "programmed-while-enabled": NEVER_ENABLED,
  "reset-before-reenable": NO_CHIP,
  "pairs-from-capability": NO_CHIP,
  "stable-guest-pair": NO_CHIP,
  "offset-within-allocation": NO_CHIP,
  "stable-window": NO_CHIP,
  "no-readback": NO_CHIP,
  "data-at-plus-8": NO_CHIP,
  "slots-in-window": NO_CHIP,
  "slots-clear-of-window-end": NO_CHIP,
};

const DROPPED = "with the quirk in place QEMU drops other accesses before it logs them";
const NO_LINE = (what: string): Limit => {
  const because = `${what}: no line tells`;
  return () => because;
};
const NOT_IN_PLACE: Limit = ({ quirk }) =>
  quirk.inPlace ? null : "the quirk was not in place, so nothing asked the host";

/** What a log cannot tell although nothing in it is broken. */
const LIMITS: Partial<Record<AssumptionId, Limit>> = {
  "slot-completed": ({ chip }) => {
    const open = chip?.unfinished();
    return open === undefined ? null : `line ${open.line} begins ${open.name}, then the log ends`;
  },
  "whole-register-writes": ({ quirk }) => (quirk.inPlace ? DROPPED : null),
  "aligned-four-byte-access": ({ quirk, log }) => {
    if (quirk.inPlace) return DROPPED;
    return log.tally.reads > 0 ? null : "the writes keep it; reads are not in this log";
  },
  "reset-before-reenable": ({ chip }) => {
    const again = chip?.reenabled;
    return again === undefined
      ? null
      : `line ${again.line} enables MSI over ${again.slots} programmed slots; a reset by the driver leaves no line`;
  },
  "stable-window": ({ chip, log }) =>
    chip?.chip.window === "dynamic" && !log.windowSeen
      ? `no write to ${hex(WINDOW_REGISTER)} in this log, which moves the window`
      : null,
  "mmio-programming": ({ chip }) => messages(chip),
  "no-readback": ({ log }) =>
    log.tally.reads > 0 ? null : "no vfio_region_read line in this log: trace it too",
  "no-reset-in-between": NO_LINE("a reset by the driver"),
  "slots-in-window": ({ quirk }) =>
    quirk.inPlace ? "writes beside the trapped range are logged only with x-no-mmap=on" : null,
  "quiet-unless-programmed": NO_LINE("what the device sends"),
  "eight-byte-divisible": ({ log, quirk }) => {
    if (quirk.inPlace) return "with the quirk in place an 8-byte write is logged as two";
    const { wide } = log.tally;
    return wide === 0
      ? null
      : `${wide} writes of 8 bytes; what the device makes of two, no line tells`;
  },
  "device-sends-its-slots": NO_LINE("what the device sends"),
  "msi-novirt-feature": NOT_IN_PLACE,
  "physical-read-succeeds": NOT_IN_PLACE,
  "bar-write-succeeds": NO_LINE("whether a logged write succeeded"),
  "full-grant": NO_LINE("how many vectors the host grants"),
  "stable-host-pair": (watched) =>
    NOT_IN_PLACE(watched) ?? "the same whenever the quirk looked; a later move leaves no line",
  "low-host-address": NO_LINE("the upper half of the host's address"),
  "aligned-host-base": NOT_IN_PLACE,
  "interrupt-remapping": NO_LINE("what the host's hardware checks"),
  "little-endian-host": NO_LINE("the host's byte order"),
  "same-architecture": NO_LINE("the host's architecture"),
};

function messages(chip: ChipWatch | null): string {
  const count =
    chip === null ? 0 : ringsOf(chip.chip).filter(({ path }) => path === "message").length;
  const linux = count === 0 ? "" : `; Linux programs ${count} rings of ${chip?.chip.name} so`;
  return `a message in guest memory leaves no line${linux}`;
}
