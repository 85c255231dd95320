/** The phases of the lockstep, and what they found. */
import { type CompiledQuirk, isTrap } from "../compiled/compiled-quirk.js";
import { notComparedBy } from "../not-compared.js";
import type { ConformPhase, ConformResult, DifferingSequence, PhaseId } from "../result.js";
import type { QuirkNames } from "../source/select.js";
import { Comparison, type StepDifference } from "./comparison.js";
import { CONCRETISATIONS } from "./concretisations.js";
import type { Device } from "./device.js";
import type { Part } from "./each.js";
import { Findings } from "./findings.js";
import { compareGuestWrites, compareReads, compareRules } from "./guest-accesses.js";
import { compareHooks } from "./hooks.js";
import { compareMachine } from "./machine-steps.js";
import { compareInterleaved, type DevicePair, devicePairs, unlike } from "./pairs.js";
import { LITTLE_ENDIAN, type ProbeDifference, VARIANTS } from "./probe-table.js";
import { compareRandom } from "./random.js";
import { sequenceOf } from "./sequence.js";
import { shortestSequence } from "./shortest.js";
import { compareSymbolic } from "./symbolic.js";
import { compareWindow } from "./window.js";

export interface ConformOptions {
  readonly names: Pick<QuirkNames, "state" | "traceAddress" | "traceData" | "traceProbe">;
  /** Vector counts whose enumeration is walked, each 1 to 32. */
  readonly used: readonly number[];
  /** Of the random sequences. */
  readonly seed: number;
  readonly runs: number;
  /** Lines of branches that nothing can take: they count as compared. */
  readonly unreachedOk?: readonly number[];
  /** Of the symbolic phase two concretisations and one allocation; device ids around the known ones. */
  readonly quick?: boolean;
  /** No phase after the first that finds a difference. */
  readonly untilFirst?: boolean;
  /** Told the phase, and calls compared in it; "sequence": a shortest one is looked for. */
  readonly onProgress?: (phase: PhaseId | "sequence", steps: number) => void;
}

const QUICK_ALLOCATIONS = { enabled: [4], disabled: [4] };

/** What of a guest's accesses is tried; few: not of every word. */
interface GuestScope {
  readonly concretisations: typeof CONCRETISATIONS;
  readonly few: boolean;
}
const FIRST = { concretisations: CONCRETISATIONS.slice(0, 1) };

/** Of the random sequences, the share that each device id but the first gets. */
const FEWER_RUNS = 10;

/** One lockstep: phase after phase, each noting what it compared and found. */
export class Run {
  readonly #quirk: CompiledQuirk;
  readonly #options: ConformOptions;
  readonly #devices: readonly Device[];
  readonly #phases: ConformPhase[] = [];
  readonly #findings = new Findings();
  readonly #called: number[] = [];
  /** Of the first whose handler differs, and what fast-check shrank to. */
  #differs: Device | undefined;
  #shrunk: StepDifference | undefined;

  /** @param devices all phases are of the first; of none if there is none */
  constructor(quirk: CompiledQuirk, options: ConformOptions, devices: readonly Device[]) {
    this.#quirk = quirk;
    this.#options = options;
    this.#devices = devices;
  }

  /** A difference was found and one is all that is wanted, or a call does not end. */
  get enough(): boolean {
    return this.#quirk.endless || (this.#options.untilFirst === true && this.#findings.count > 0);
  }

  /** To be called before any other phase. */
  probes(differences: readonly ProbeDifference[], steps: number): void {
    for (const found of differences) this.#findings.addProbe(found);
    this.#phases.push({
      phase: "probe",
      steps,
      differences: differences.length,
      stopped: this.#quirk.endless,
    });
  }

  symbolic(): void {
    const quick = this.#options.quick === true;
    const few = { concretisations: CONCRETISATIONS.slice(0, 2), allocations: QUICK_ALLOCATIONS };
    this.#phase("symbolic", (device) => [
      this.#steps("symbolic", device, (comparison) =>
        compareSymbolic(comparison, {
          windowSize: device.region.size,
          ...(quick ? few : {}),
          goOn: () => {
            this.#progress("symbolic", comparison.steps);
            return !this.enough;
          },
        }),
      ),
    ]);
  }

  machine(): void {
    this.#phase("machine", (device) => [this.#machine("machine", device, this.#options.used)]);
  }

  random(): void {
    this.#progress("random", 0);
    this.#phase("random", (device) => [this.#random("random", device, this.#options.runs)]);
  }

  /** Of each device id, each its own window; quick: of the first. */
  window(): void {
    const devices = this.#options.quick === true ? this.#devices.slice(0, 1) : this.#devices;
    const one = (device: Device) => [
      this.#steps("window", device, (comparison) =>
        compareWindow(comparison, device.region.size, () =>
          this.#progress("window", comparison.steps),
        ),
      ),
    ];
    this.#phase("window", one, devices);
  }

  accesses(): void {
    this.#phase("accesses", (device) => {
      this.#rules("accesses", device);
      return this.#guest("accesses", device, { concretisations: CONCRETISATIONS, few: false });
    });
  }

  /**
   * Each device id but the first: the machine's transitions for the largest vector count, a tenth of the random
   * sequences, and a guest's accesses with the first concretisation.
   */
  devices(): void {
    this.#progress("devices", 0);
    const used = this.#options.used.slice(-1);
    const runs = Math.ceil(this.#options.runs / FEWER_RUNS);
    this.#phase(
      "devices",
      (device) => [
        this.#machine("devices", device, used),
        this.#random("devices", device, runs),
        ...this.#guest("devices", device, { ...FIRST, few: this.#options.quick === true }),
      ],
      this.#devices.slice(1),
    );
  }

  /** The first device id of each window, in every other way that the rest of it can be. */
  surroundings(): void {
    this.#progress("surroundings", 0);
    const used = this.#options.used.slice(-1);
    const bases = this.#devices.map(({ windowBase }) => windowBase);
    const firsts = this.#devices.filter((_, i) => bases.indexOf(bases[i] ?? 0) === i);
    const varied = firsts.flatMap((device) =>
      VARIANTS.map((variant): Device => ({ ...device, call: { ...device.call, variant } })),
    );
    this.#phase(
      "surroundings",
      (device) => [
        this.#machine("surroundings", device, used),
        ...this.#guest("surroundings", device, { ...FIRST, few: true }),
      ],
      varied,
    );
  }

  /** Only ids for which there is a quirk; quick: the first of each window. */
  pairs(): void {
    this.#progress("pairs", 0);
    const before = this.#findings.count;
    const few = (id: number) => this.#options.quick !== true || id === 0x1103 || id === 0x1107;
    const ids = this.#devices.map(({ call }) => call.deviceId).filter(few);
    const parts = devicePairs(ids).flatMap((pair) => (this.#quirk.endless ? [] : this.#pair(pair)));
    if (ids.length === 0) return;
    this.#phases.push({
      phase: "pairs",
      steps: parts.reduce((sum, { steps }) => sum + steps, 0),
      differences: this.#findings.count - before,
      stopped: parts.some(({ stopped }) => stopped),
    });
  }

  #pair(pair: DevicePair): readonly Part[] {
    const [first, second] = pair;
    const alone = this.#quirk.attach(second);
    const records = this.#quirk.attachPair(pair);
    const fields = isTrap(records) ? [] : unlike(alone, records[1]);
    if (isTrap(records) || fields.length > 0) {
      const trap = isTrap(records) ? records : undefined;
      this.#findings.addOther("pairs", second.deviceId, {
        kind: "pair",
        devices: pair,
        fields,
        trap,
      });
      return [{ steps: 2, stopped: false }];
    }
    const device = this.#devices.find(({ call }) => call.deviceId === first.deviceId);
    if (device === undefined) throw new Error("a pair is of devices that have a quirk");
    const both = { ...device, call: first, secondBase: records[1].base };
    const parts = [this.#steps("pairs", both, compareInterleaved)];
    for (const isSecond of [false, true]) {
      const windowBase = isSecond ? records[1].base : device.windowBase;
      parts.push(this.#reads("pairs", { ...both, windowBase }, { isSecond, few: true }));
    }
    return parts;
  }

  result(): ConformResult {
    const { patch } = this.#quirk;
    const differences = this.#findings.list();
    const { edges } = patch.coverage;
    const { names, unreachedOk = [] } = this.#options;
    const { notCompared, unreached } = notComparedBy(this.#quirk, names.state, unreachedOk);
    const missed = [...notCompared.filter(({ kind }) => kind === "branch"), ...unreached];
    const found = differences.length > 0 ? "differs" : "not compared";
    return {
      verdict: differences.length + notCompared.length === 0 ? "agrees" : found,
      form: patch.form,
      functions: patch.functions,
      deviceIds: this.#called,
      phases: this.#phases,
      steps: this.#phases.reduce((sum, { steps }) => sum + steps, 0),
      branches: { ways: edges.length, taken: edges.length - missed.length },
      notCompared,
      unreached,
      tracePoints: patch.tracePoints,
      differences,
      sequence: this.#sequence(),
    };
  }

  /** The shortest of all small ones; else what fast-check shrank to. */
  #sequence(): DifferingSequence | null {
    const device = this.#differs;
    if (device === undefined) return null;
    this.#options.onProgress?.("sequence", 0);
    this.#quirk.attach(device.call);
    const found =
      (this.#quirk.endless ? undefined : shortestSequence(device, device.region)) ?? this.#shrunk;
    return found === undefined ? null : sequenceOf(device, found.sequence);
  }

  #rules(phase: PhaseId, device: Device): void {
    const { rules, size } = device.region;
    const { endianness } = device.record;
    if (endianness !== LITTLE_ENDIAN) {
      this.#findings.addOther(phase, device.call.deviceId, {
        kind: "endianness",
        c: endianness,
        model: LITTLE_ENDIAN,
      });
    }
    for (const found of compareRules(rules, size)) {
      this.#findings.addOther(phase, device.call.deviceId, { kind: "rules", ...found });
    }
  }

  #guest(phase: PhaseId, device: Device, { concretisations, few }: GuestScope): readonly Part[] {
    const { record, region } = device;
    const hooks = compareHooks(this.#quirk, record, region, few);
    for (const hook of hooks.differences)
      this.#findings.addOther(phase, device.call.deviceId, { kind: "hook", ...hook });
    return [
      this.#reads(phase, device, { few }),
      hooks,
      this.#steps(phase, device, (comparison) =>
        compareGuestWrites(comparison, region, concretisations),
      ),
    ];
  }

  #reads(phase: PhaseId, device: Device, options: Parameters<typeof compareReads>[3]): Part {
    const { windowBase, region } = device;
    const reads = compareReads(this.#quirk, windowBase, region.size, options);
    for (const read of reads.differences)
      this.#findings.addOther(phase, device.call.deviceId, { kind: "read", ...read });
    return reads;
  }

  #machine(phase: PhaseId, device: Device, used: readonly number[]): Part {
    return this.#steps(phase, device, (comparison) =>
      compareMachine(comparison, {
        used,
        onProgress: () => this.#progress(phase, comparison.steps),
      }),
    );
  }

  #random(phase: PhaseId, device: Device, runs: number): Part {
    const windowSize = device.region.size;
    const found = compareRandom(device, { seed: this.#options.seed, runs, windowSize });
    if (found.difference !== undefined) {
      this.#differs ??= device;
      if (this.#differs === device) this.#shrunk = found.difference;
      this.#findings.addStep(phase, device, found.difference);
    }
    return { steps: found.steps, stopped: false };
  }

  #steps(phase: PhaseId, device: Device, compare: (comparison: Comparison) => void): Part {
    const comparison = new Comparison({
      ...device,
      onDifference: (difference) => {
        this.#differs ??= device;
        if (isOwnWay(this.#quirk, difference)) this.#shrunk = difference;
        this.#findings.addStep(phase, device, difference);
      },
    });
    compare(comparison);
    comparison.flush();
    return comparison;
  }

  /** Of a handler there is nothing to compare where the probe makes no quirk. */
  #phase(
    phase: PhaseId,
    compare: (device: Device) => readonly Part[],
    devices: readonly Device[] = this.#devices.slice(0, 1),
  ): void {
    const before = this.#findings.count;
    const parts: Part[] = [];
    for (const device of devices) {
      if (this.#quirk.endless) break;
      const { deviceId } = device.call;
      this.#quirk.attach(device.call);
      if (!this.#called.includes(deviceId)) this.#called.push(deviceId);
      parts.push(...compare(device));
    }
    if (devices.length === 0) return;
    this.#phases.push({
      phase,
      steps: parts.reduce((sum, { steps }) => sum + steps, 0),
      differences: this.#findings.count - before,
      stopped: this.#quirk.endless || parts.some(({ stopped }) => stopped),
    });
  }

  #progress(phase: PhaseId, steps: number): void {
    this.#options.onProgress?.(phase, steps);
  }
}

/** The way to a call that does not end can be shown without asking again, if no cookie was put in its place. */
function isOwnWay({ endless }: CompiledQuirk, { call }: StepDifference): boolean {
  return endless && (call.cookie === undefined || call.cookie === 0);
}
