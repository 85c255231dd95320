/**
 * The compiled quirk as its probe leaves it: the module's memory then, and where a call's arguments are. The probe
 * itself is run, in Node's WebAssembly; only the callbacks are executed on terms.
 */
import { QUALCOMM_VENDOR_ID } from "../../../model/quirks/as-posted/probe.js";
import { PROBE_FIELDS } from "../../conform/compiled/records.js";
import { NotKnown } from "../errors.js";

/** Addresses, and places in the table of functions: `places` in stand-in/qemu.c. */
export interface Places {
  readonly state: number;
  readonly pdev: number;
  readonly region: number;
  readonly read: number;
  readonly write: number;
  readonly reset: number;
}

export interface Attached {
  readonly memory: Uint8Array;
  readonly places: Places;
  /** Where the trapped window begins in BAR 0, and its bytes. */
  readonly base: number;
  readonly size: number;
}

type Exports = Readonly<Record<string, (...values: number[]) => number>>;

/**
 * Runs the probe for one device, in a fresh sandbox.
 * @returns undefined if it makes no quirk for it
 * @throws NotKnown if the probe does not come back
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
    const [state = 0, pdev = 0, region = 0, read = 0, write = 0, reset = 0] = new Uint32Array(
      buffer,
      call("places"),
      6,
    );
    const places = { state, pdev, region, read, write, reset };
    return {
      memory: new Uint8Array(buffer.slice(0)),
      places,
      base: field("base"),
      size: field("size"),
    };
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof NotKnown)) throw error;
    throw new NotKnown(`the probe does not come back: ${error.message}`);
  }
}

/** Whatever the module calls outside of itself in the probe stops it. */
function imports(module: WebAssembly.Module): Record<string, Record<string, CallableFunction>> {
  const made: Record<string, Record<string, CallableFunction>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    made[from] ??= {};
    made[from][name] = () => {
      throw new NotKnown(name);
    };
  }
  return made;
}
