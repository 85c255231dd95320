/** What `verify` can be asked for, and which options each of that takes. */
import type { Command, Option } from "commander";
import type { StepCheckId } from "../../checks/machine/step-checks.js";
import type { Shard } from "../../checks/verify/plan.js";
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { NamedGuest } from "../../model/world/guests/index.js";
import { type NameFlags, nameOptions } from "../conform/names.js";
import { UsageError } from "../errors.js";

export interface VerifyFlags extends NameFlags {
  readonly vectors: readonly number[];
  readonly invariant?: StepCheckId;
  readonly order?: number;
  readonly exact?: true;
  readonly complete?: true;
  readonly drop?: readonly AssumptionId[];
  readonly quirk?: string;
  /** Undefined for the arbitrary guest. */
  readonly guest?: NamedGuest | undefined;
  readonly json?: string;
  readonly patch?: string;
  readonly shard?: Shard;
  /** Most MiB of one search. */
  readonly memory?: number;
  /** At a time; undefined: as many as the machine can. */
  readonly jobs?: number;
}

type Flag = keyof VerifyFlags;

interface Mode {
  /** How the options ask for it. */
  readonly asked: string;
  readonly isAsked: (flags: VerifyFlags) => boolean;
  /** Options it takes besides those that ask for it. */
  readonly takes: readonly Flag[];
}

/** What can be said of all that divides. */
const DIVIDED = ["shard", "jobs"] as const satisfies readonly Flag[];

const NAMES = nameOptions().map((option) => option.attributeName() as Flag);

/** The first that is asked for is the one; `--guest arbitrary` is no guest, and may be said anywhere. */
const MODES = {
  patch: {
    asked: "--patch",
    isAsked: ({ patch }) => patch !== undefined,
    takes: ["patch", "vectors", "order", "exact", "memory", ...NAMES],
  },
  guest: {
    asked: "a named --guest",
    isAsked: ({ guest }) => guest !== undefined,
    takes: ["guest", "vectors", "drop", "quirk", "memory", ...DIVIDED],
  },
  drop: {
    asked: "--drop",
    isAsked: ({ drop }) => drop !== undefined,
    takes: ["drop", "vectors", "quirk", "exact", "memory", ...DIVIDED],
  },
  quirk: {
    asked: "--quirk",
    isAsked: ({ quirk }) => quirk !== undefined,
    takes: ["quirk", "vectors", "order", "exact", "memory", ...DIVIDED],
  },
  invariant: {
    asked: "--invariant, which is of the machine alone",
    isAsked: ({ invariant }) => invariant !== undefined,
    takes: ["invariant", "vectors", ...DIVIDED],
  },
  machine: {
    asked: "--order 0, which leaves the world out",
    isAsked: ({ order }) => order === 0,
    takes: ["order", "vectors", ...DIVIDED],
  },
  all: {
    asked: "",
    isAsked: () => true,
    takes: ["vectors", "order", "exact", "complete", "memory", ...DIVIDED],
  },
} as const satisfies Readonly<Record<string, Mode>>;

export type ModeName = keyof typeof MODES;

/**
 * What the options ask for.
 * @throws UsageError if one is given that would change nothing there
 */
export function modeOf(flags: VerifyFlags, command: Command): ModeName {
  const modes = Object.entries<Mode>(MODES) as [ModeName, Mode][];
  const [name, mode] = modes.find(([, { isAsked }]) => isAsked(flags)) ?? ["all", MODES.all];
  for (const option of command.options) {
    const flag = option.attributeName() as Flag;
    if (flag === "json" || mode.takes.includes(flag) || !isGiven(option, flags, command)) continue;
    throw new UsageError(
      NAMES.includes(flag)
        ? `${option.long}: is for --patch only`
        : `${option.long}: cannot be used with ${mode.asked}`,
    );
  }
  if (flags.order === 0 && (name === "patch" || name === "quirk")) {
    throw new UsageError(`--order: with ${mode.asked} 1, 2 or 3 is expected`);
  }
  return name;
}

/** Said on the command line, and not just the default once more. */
function isGiven(option: Option, flags: VerifyFlags, command: Command): boolean {
  const flag = option.attributeName();
  const source = command.getOptionValueSource(flag);
  const saysDefault = flag === "guest" && flags.guest === undefined;
  return source !== undefined && source !== "default" && !saysDefault;
}
