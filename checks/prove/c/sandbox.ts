/**
 * The compiled quirk as its probe leaves it: the module's memory then, and where a call's arguments are. The probe
 * itself is run, in Node's WebAssembly; only the callbacks are executed on terms.
 */
import { TRAPPED_WINDOW_ACCESS } from "../../../model/quirks/as-posted/handler.js";
import { QUALCOMM_VENDOR_ID } from "../../../model/quirks/as-posted/probe.js";
import { PROBE_FIELDS, type ProbeRecord } from "../../conform/compiled/records.js";
import { accessRules } from "../../conform/lockstep/probe-table.js";
import { NotKnown } from "../errors.js";

/** Addresses, and places in the table of functions: `places` in stand-in/qemu.c. */
export interface Places {
  readonly state: number;
  readonly pdev: number;
  readonly region: number;
  readonly read: number;
  readonly write: number;
}

/** The sandbox's own device: where its capability is in configuration space, its file, and where in that. */
export interface Sandbox {
  readonly capability: number;
  readonly fd: number;
  readonly configOffset: bigint;
}

export interface Attached {
  readonly memory: Uint8Array;
  readonly places: Places;
  /** Where the trapped window begins in BAR 0, and its bytes. */
  readonly base: number;
  readonly size: number;
  readonly sandbox: Sandbox;
}

/** 32-bit words of `places` in stand-in/qemu.c. */
const PLACES_WORDS = 10;

type Exports = Readonly<Record<string, (...values: number[]) => number>>;

/**
 * Runs the probe for one device, in a fresh sandbox.
 * @returns undefined if it makes no quirk for it
 * @throws NotKnown if the probe does not come back, or makes a quirk with hooks, or with access rules that are not
 *   the model's: then the memory core makes other calls
 */
export function attached(module: WebAssembly.Module, deviceId: number): Attached | undefined {
  const instance = new WebAssembly.Instance(module, imports(module));
  const exports = instance.exports as Exports;
  const call = (name: string, ...values: number[]) => exports[name]?.(...values) ?? 0;
  const { buffer } = exports.memory as unknown as WebAssembly.Memory;
  const probe = {
    vendorId: QUALCOMM_VENDOR_ID,
    deviceId,
    msiPresent: 1,
    featureAccepted: 1,
  } as Readonly<Partial<Record<string, number>>>;
  try {
    call("__wasm_call_ctors");
    const record = new Uint32Array(buffer, call("probes"), PROBE_FIELDS.length);
    record.set(PROBE_FIELDS.map((field) => probe[field] ?? 0));
    call("run_probes", 1);
    const field = (name: (typeof PROBE_FIELDS)[number]) => record[PROBE_FIELDS.indexOf(name)] ?? 0;
    if (field("size") === 0) return undefined;
    requireKnown(field);
    const words = [...new Uint32Array(buffer, call("places"), PLACES_WORDS)];
    const [state = 0, pdev = 0, region = 0, read = 0, write = 0, ...own] = words;
    const [capability = 0, fd = 0, , low = 0, high = 0] = own;
    return {
      memory: new Uint8Array(buffer.slice(0)),
      places: { state, pdev, region, read, write },
      base: field("base"),
      size: field("size"),
      sandbox: { capability, fd, configOffset: (BigInt(high) << 32n) + BigInt(low) },
    };
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof NotKnown)) throw error;
    throw new NotKnown(`the probe does not come back: ${error.message}`);
  }
}

/** What the proof takes for granted of a quirk beside its callbacks. */
function requireKnown(field: (name: (typeof PROBE_FIELDS)[number]) => number): void {
  if (field("enabled") === 0) throw new NotKnown("a region that is disabled");
  if (field("reset") !== 0) throw new NotKnown("a reset hook of the quirk's");
  if (field("accepts") !== 0) throw new NotKnown("a hook that accepts accesses");
  const record = Object.fromEntries(PROBE_FIELDS.map((name) => [name, field(name)]));
  const rules = JSON.stringify(accessRules(record as unknown as ProbeRecord));
  if (rules !== JSON.stringify(TRAPPED_WINDOW_ACCESS)) {
    throw new NotKnown(`access rules that are not the model's: ${rules}`);
  }
}

/** Whatever the module calls outside of itself in the probe stops it, but for telling that a call begins. */
function imports(module: WebAssembly.Module): Record<string, Record<string, CallableFunction>> {
  const made: Record<string, Record<string, CallableFunction>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    made[from] ??= {};
    made[from][name] = () => {
      if (name !== "begin") throw new NotKnown(name);
    };
  }
  return made;
}
