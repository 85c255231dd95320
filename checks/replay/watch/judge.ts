/** From what was noted to a verdict on every assumption of the catalogue. */
import { ASSUMPTIONS, type AssumptionId } from "../../../model/assumptions/index.js";
import type { ChipWatch } from "./chip-watch.js";
import type { InPlaceWatch } from "./in-place.js";
import type { Account, Ledger } from "./ledger.js";
import type { LogWatch } from "./log-watch.js";
import type { Reason, Untold } from "./reasons.js";
import type { AssumptionVerdict } from "./result.js";

/** All that was watched; `chip`: the one chosen, null if none fits. */
interface Watched {
  readonly log: LogWatch;
  readonly chip: ChipWatch | null;
  readonly quirk: InPlaceWatch;
  /** What the log's own lines say. */
  readonly told: Ledger;
}

/** Why a log cannot tell; null: it can. */
type Limit = (watched: Watched) => Reason | null;

/** A verdict on each assumption, in catalogue order. */
export function judge(watched: Watched): AssumptionVerdict[] {
  return ASSUMPTIONS.map(({ id }) => judgeOne(id, watched));
}

function judgeOne(assumption: AssumptionId, watched: Watched): AssumptionVerdict {
  const account = accountOf(assumption, watched);
  const undecided = (reason: Reason): AssumptionVerdict => ({
    ...{ assumption, verdict: "undecided", reason },
    ...{ times: 0, lines: [] },
  });
  const said = watched.told.of(assumption);
  if (account.reason === undefined && said.reason !== undefined) {
    const { broken: times, reason } = said;
    return { assumption, verdict: "said", reason, times, lines: [...said.lines] };
  }
  const blind = BLIND[assumption]?.(watched) ?? null;
  if (blind !== null) return undecided(blind);
  const { broken, kept, reason, lines } = account;
  if (reason !== undefined) {
    return { assumption, verdict: "broken", reason, times: broken, lines: [...lines] };
  }
  const limit = LIMITS[assumption]?.(watched) ?? null;
  if (limit !== null) return undecided(limit);
  if (kept === 0) return undecided({ kind: "no occasion" });
  const why: Reason =
    assumption === "eight-byte-divisible"
      ? { kind: "no wide write" }
      : { kind: "kept", times: kept };
  return { assumption, verdict: "kept", reason: why, times: kept, lines: [] };
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
  const account = found ?? { kept: 0, broken: 0, lines: [] };
  const open = watched.chip?.unfinished();
  // Of a log that says where its slots are, another line says when one is given up.
  if (id === "slot-completed" && open?.movedOn && watched.log.told === undefined) {
    const reason: Reason = { kind: "data never comes", ring: open.ring };
    return { ...account, broken: account.broken + 1, lines: [open.line], reason };
  }
  const again = watched.chip?.reenabled;
  if (id === "reset-before-reenable" && again !== undefined && unseenResets(watched) === null) {
    const reason: Reason = { kind: "enabled over slots", slots: again.slots };
    return { ...account, broken: 1, lines: [again.line], reason };
  }
  if (id === "eight-byte-divisible") return { ...account, kept: watched.log.tally.writes };
  return account;
}

const NO_CHIP: Limit = ({ chip }) => (chip === null ? { kind: "no ring" } : null);
const NEVER_ENABLED: Limit = (watched) =>
  NO_CHIP(watched) ??
  // A log that says where its slots are begins with its machine.
  (watched.log.enabledOnce || watched.log.told !== undefined ? null : { kind: "never enabled" });

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

const DROPPED: Reason = { kind: "drops other accesses" };
const NO_LINE = (what: Untold): Limit => {
  const reason: Reason = { kind: "untold", what };
  return () => reason;
};
const RESET_UNTOLD = NO_LINE("reset by the driver");
const NOT_IN_PLACE: Limit = ({ quirk }) => (quirk.inPlace ? null : { kind: "not in place" });

/** Whose resets are not in this log: all of BAR 0 has to be, for the driver's; QEMU's if they were traced. */
function unseenResets({ log, quirk }: Watched): "driver" | "QEMU" | null {
  // A log that says where its slots are says of each reset too.
  if (log.told !== undefined) return null;
  if (quirk.inPlace && !log.besideSeen) return "driver";
  return log.qemuResets ? null : "QEMU";
}

/** A slot was in progress when something happened that may have reset the device. */
const DOUBTFUL: Limit = ({ chip }) => {
  const doubtful = chip?.doubtfulReset;
  return doubtful === undefined ? null : { kind: "doubtful reset", ...doubtful };
};

/** What a log cannot tell although nothing in it is broken. */
const LIMITS: Partial<Record<AssumptionId, Limit>> = {
  "address-before-data": DOUBTFUL,
  "slot-completed": (watched) => {
    const ended = watched.chip?.resetInSlot;
    if (ended !== undefined) return { kind: "slot reset", ...ended };
    const open = watched.chip?.unfinished();
    if (open === undefined) return DOUBTFUL(watched);
    return { kind: "log ends", line: open.line, ring: open.ring };
  },
  "whole-register-writes": ({ quirk }) => (quirk.inPlace ? DROPPED : null),
  "aligned-four-byte-access": ({ quirk, log }) => {
    if (quirk.inPlace) return DROPPED;
    return log.tally.reads > 0 ? null : { kind: "reads missing" };
  },
  "reset-before-reenable": (watched) => {
    const again = watched.chip?.reenabled;
    const unseen = unseenResets(watched);
    return again === undefined || unseen === null
      ? null
      : { kind: "enabled again", ...again, unseen };
  },
  "stable-window": ({ chip }) =>
    chip?.chip.window === "dynamic" && !chip.windowSeen
      ? { kind: "window unseen", register: chip.chip.windowRegister ?? 0 }
      : null,
  "mmio-programming": ({ chip }) => messages(chip),
  "no-readback": ({ log }) => (log.tally.reads > 0 ? null : { kind: "no reads" }),
  "no-reset-in-between": (watched) => {
    const unseen = unseenResets(watched);
    if (unseen === "driver") return RESET_UNTOLD(watched);
    return unseen === "QEMU" ? { kind: "no resets" } : DOUBTFUL(watched);
  },
  "slots-in-window": ({ quirk }) => (quirk.inPlace ? { kind: "beside not logged" } : null),
  "quiet-unless-programmed": NO_LINE("device's messages"),
  "eight-byte-divisible": ({ log, quirk }) => {
    if (quirk.inPlace) return { kind: "split before the log" };
    const { wide } = log.tally;
    return wide === 0 ? null : { kind: "wide writes", count: wide };
  },
  "device-sends-its-slots": NO_LINE("device's messages"),
  "msi-novirt-feature": NOT_IN_PLACE,
  "physical-read-succeeds": NOT_IN_PLACE,
  "bar-write-succeeds": NO_LINE("success of writes"),
  "full-grant": ({ log: { grants } }) => {
    if (!grants.seen) return { kind: "no grants" };
    const { untold } = grants;
    return untold === undefined ? null : { kind: "grant untold", line: untold };
  },
  "stable-host-pair": (watched) => NOT_IN_PLACE(watched) ?? { kind: "same whenever looked" },
  "low-host-address": NO_LINE("high half of the host's address"),
  "aligned-host-base": NOT_IN_PLACE,
  "interrupt-remapping": NO_LINE("interrupt checks"),
  "little-endian-host": NO_LINE("host's byte order"),
  "same-architecture": NO_LINE("host's architecture"),
};

function messages(watch: ChipWatch | null): Reason {
  if (watch === null) return { kind: "by message", chip: null, rings: 0 };
  const { name, byMessage } = watch.chip;
  return { kind: "by message", chip: name, rings: byMessage.length };
}
