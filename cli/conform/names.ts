/** The options that say how the parts of a quirk are called in the C. */
import { Option } from "commander";
import { POSTED_NAMES, type QuirkNames } from "../../checks/conform/source/select.js";
import { UsageError } from "../errors.js";

/** Where data is awaited is then found by calling the C. */
const NO_COOKIE = "none";

/** Options that name parts of the C. */
export interface NameFlags {
  readonly read: string;
  readonly write: string;
  readonly ops: string;
  readonly probe: string;
  readonly cookie: string;
  readonly traceAddress: string;
  readonly traceData: string;
  readonly traceProbe: string;
}

/** The options by which another quirk is taken; the names of the patch as posted are the defaults. */
export function nameOptions(): readonly Option[] {
  const named = (flags: string, description: string, name: string) =>
    new Option(flags, description).default(name).argParser((text) => identifier(flags, text));
  const { state, cookie } = POSTED_NAMES;
  return [
    named("--read <function>", "the read callback", POSTED_NAMES.read),
    named("--write <function>", "the write callback", POSTED_NAMES.write),
    named("--ops <variable>", "the MemoryRegionOps", POSTED_NAMES.ops),
    named("--probe <function>", "what looks at a BAR and traps it", POSTED_NAMES.probe),
    new Option(
      "--cookie <type.member>",
      "the member of the quirk's state that is the cookie; verify --patch needs none: none",
    )
      .default(`${state}.${cookie}`)
      .argParser(stateMember),
    named("--trace-address <name>", "trace point of a replaced address", POSTED_NAMES.traceAddress),
    named("--trace-data <name>", "trace point of a replaced data value", POSTED_NAMES.traceData),
    named("--trace-probe <name>", "trace point of the quirk in place", POSTED_NAMES.traceProbe),
  ];
}

/** The names that these options say. */
export function namesFrom(flags: NameFlags): QuirkNames {
  const { read, write, ops, probe, traceAddress, traceData, traceProbe } = flags;
  const [state = "", cookie = ""] = flags.cookie === NO_COOKIE ? [] : flags.cookie.split(".");
  return { read, write, ops, probe, state, cookie, traceAddress, traceData, traceProbe };
}

/** The same for a command that sets the cookie itself. @throws UsageError if it is not named */
export function cookieNames(flags: NameFlags, command: string): QuirkNames {
  if (flags.cookie !== NO_COOKIE) return namesFrom(flags);
  throw new UsageError(`--cookie: ${command} sets the cookie, TYPE.MEMBER is expected`);
}

function identifier(flags: string, text: string): string {
  if (!/^[A-Za-z_]\w*$/.test(text)) {
    throw new UsageError(`${flags.split(" ")[0]}: '${text}' is no name in C`);
  }
  return text;
}

function stateMember(text: string): string {
  if (text !== NO_COOKIE && !/^(?:struct )?[A-Za-z_]\w*\.[A-Za-z_]\w*$/.test(text)) {
    throw new UsageError(`--cookie: '${text}' is not TYPE.MEMBER (VFIOQAthQuirk.msi_data_addr)`);
  }
  return text;
}
