/** The phases of the lockstep, and what they found. */
import { hex } from "../../../model/bits.js";
import type { CompiledPatch, CompiledQuirk, ProbeCall } from "../compiled/compiled-quirk.js";
import type { ProbeRecord } from "../compiled/records.js";
import type {
  ConformDifference,
  ConformPhase,
  ConformReport,
  ConformSequence,
  PhaseId,
} from "../result.js";
import type { QuirkNames } from "../source/select.js";
import { Comparison, type ComparisonOptions, type StepDifference } from "./comparison.js";
import { CONCRETISATIONS } from "./concretisations.js";
import { trapText } from "./describe.js";
import { Findings } from "./findings.js";
import { compareGuestWrites, compareReads, compareRules } from "./guest-accesses.js";
import { compareMachine } from "./machine-steps.js";
import { accessRules, LITTLE_ENDIAN, type ProbeDifference } from "./probe-table.js";
import { compareRandom } from "./random.js";
import type { Region } from "./reachable.js";
import { shortestSequence } from "./shortest.js";
import { compareSymbolic } from "./symbolic.js";
import { toldSequence } from "./told-sequence.js";

export interface ConformOptions {
  readonly names: Pick<QuirkNames, "traceAddress" | "traceData" | "traceProbe">;
  /** Vector counts whose enumeration is walked, each 1 to 32. */
  readonly used: readonly number[];
  /** Of the random sequences. */
  readonly seed: number;
  readonly runs: number;
  /** Two ways only of making symbols concrete, and the device ids around the known ones. */
  readonly quick?: boolean;
  /** No phase after the first that finds a difference. */
  readonly untilFirst?: boolean;
  readonly onProgress?: (what: string) => void;
}

const WHAT: Readonly<Record<PhaseId, string>> = {
  symbolic: "every symbolic state and write, made concrete in several ways",
  machine: "every state and transition of the machine, and its listed paths",
  random: "random sequences at full width",
  probe: "the probe, for every device id and all that it looks at",
  accesses: "a guest's accesses of any size and alignment, reads too",
};

/** The device whose handler is called, and what its probe did. */
export interface Attached {
  readonly call: ProbeCall;
  readonly record: ProbeRecord;
}

/** One lockstep: phase after phase, each noting what it compared and found. */
export class Run {
  readonly #patch: CompiledPatch;
  readonly #quirk: CompiledQuirk;
  readonly #options: ConformOptions;
  readonly #attached: Attached | undefined;
  readonly #phases: ConformPhase[] = [];
  readonly #findings: Findings;
  readonly #region: Region;
  readonly #comparison: Omit<ComparisonOptions, "onDifference">;
  #handlerDiffers = false;
  #shrunk: StepDifference | undefined;

  constructor(
    patch: CompiledPatch,
    quirk: CompiledQuirk,
    options: ConformOptions,
    attached: Attached | undefined,
  ) {
    this.#patch = patch;
    this.#quirk = quirk;
    this.#options = options;
    this.#attached = attached;
    const rules = attached === undefined ? undefined : accessRules(attached.record);
    const none = { minimumSize: 0, maximumSize: 0, unaligned: false };
    this.#region = {
      rules: rules ?? { valid: none, implemented: none },
      size: attached?.record.size ?? 0,
    };
    this.#findings = new Findings(this.#region, patch.tracePoints);
    this.#comparison = {
      quirk,
      windowBase: attached?.record.base ?? 0,
      traceAddress: patch.tracePoints.indexOf(options.names.traceAddress),
      traceData: patch.tracePoints.indexOf(options.names.traceData),
    };
  }

  /** A difference was found and one is all that is wanted. */
  get enough(): boolean {
    return this.#options.untilFirst === true && this.#findings.count > 0;
  }

  probes(differences: readonly ProbeDifference[], steps: number): void {
    for (const { call, fields, trap } of differences) {
      this.#findings.add(`probe ${fields.map(({ field }) => field).join()} ${trap?.what}`, () => ({
        phase: "probe",
        fields: trap === undefined ? fields.map(({ field }) => field) : ["ends"],
        reachable: true,
        count: 0,
        input: Object.entries(call)
          .map(([name, value]) => `${name} ${hex(value)}`)
          .join(", "),
        c:
          trap === undefined
            ? fields.map(({ field, c }) => `${field} ${hex(c)}`).join(", ")
            : trapText(trap),
        model: fields.map(({ field, model }) => `${field} ${hex(model)}`).join(", "),
      }));
    }
    this.#phases.push({
      phase: "probe",
      what: WHAT.probe,
      steps,
      differences: differences.length,
      stopped: false,
    });
  }

  symbolic(): void {
    this.#steps("symbolic", (comparison) =>
      compareSymbolic(comparison, {
        windowSize: this.#region.size,
        concretisations: CONCRETISATIONS.slice(0, this.#options.quick === true ? 2 : undefined),
        goOn: () => {
          this.#progress("symbolic", comparison.steps);
          return !this.enough;
        },
      }),
    );
  }

  machine(): void {
    const { used } = this.#options;
    this.#steps("machine", (comparison) =>
      compareMachine(comparison, {
        used,
        onProgress: () => this.#progress("machine", comparison.steps),
      }),
    );
  }

  random(): void {
    const { seed, runs } = this.#options;
    this.#options.onProgress?.(WHAT.random);
    const windowSize = this.#region.size;
    const found = compareRandom(this.#comparison, { seed, runs, windowSize });
    if (found.difference !== undefined) {
      this.#handlerDiffers = true;
      this.#shrunk = found.difference;
      this.#findings.addStep("random", found.difference);
    }
    const differences = found.difference === undefined ? 0 : 1;
    this.#phases.push({
      phase: "random",
      what: WHAT.random,
      steps: found.steps,
      differences,
      stopped: false,
    });
  }

  accesses(): void {
    const before = this.#findings.count;
    const { rules, size } = this.#region;
    const { windowBase } = this.#comparison;
    const endianness = this.#attached?.record.endianness ?? LITTLE_ENDIAN;
    if (endianness !== LITTLE_ENDIAN)
      this.#access(
        "endianness",
        "the MemoryRegionOps",
        `${endianness}`,
        `${LITTLE_ENDIAN} (DEVICE_LITTLE_ENDIAN)`,
      );
    for (const { access, c, model } of compareRules(rules, size)) {
      this.#access("rules", `${access.size} bytes at ${hex(access.offset)}`, c, model);
    }
    const reads = compareReads(this.#quirk, windowBase, size);
    for (const read of reads.differences) {
      this.#access("read", `read of ${read.size} bytes at ${hex(read.offset)}`, read.c, read.model);
    }
    const between = this.#findings.count - before;
    const stepsOfReads = reads.steps;
    this.#steps(
      "accesses",
      (comparison) => compareGuestWrites(comparison, rules, size),
      stepsOfReads,
      between,
    );
  }

  report(): ConformReport {
    const differences = this.#findings.list();
    const { edges } = this.#patch.coverage;
    const missed = edges.filter(({ guard }) => this.#quirk.reached[guard] !== 1);
    return {
      verdict: differences.length === 0 ? "agrees" : "differs",
      form: this.#patch.form,
      functions: this.#patch.functions,
      phases: this.#phases,
      steps: this.#phases.reduce((sum, { steps }) => sum + steps, 0),
      branches: {
        ways: edges.length,
        taken: edges.length - missed.length,
        missed: missed.map(({ guard: _, ...edge }) => edge),
      },
      differences,
      sequence: this.#sequence(),
    };
  }

  /** The shortest of all small ones; else what fast-check shrank to. */
  #sequence(): ConformSequence | null {
    if (!this.#handlerDiffers) return null;
    this.#options.onProgress?.("a shortest sequence");
    const found = shortestSequence(this.#comparison, this.#region) ?? this.#shrunk;
    if (found === undefined) return null;
    const { windowBase } = this.#comparison;
    const deviceId = this.#attached?.call.deviceId ?? 0;
    return toldSequence(this.#quirk, found.sequence, this.#region, { windowBase, deviceId });
  }

  #access(kind: string, input: string, c: string, model: string): void {
    const found: ConformDifference = {
      phase: "accesses",
      fields: [kind],
      reachable: true,
      count: 0,
      input,
      c,
      model,
    };
    this.#findings.add(`${kind} ${kind === "rules" ? input : ""}`, () => found);
  }

  #steps(
    phase: PhaseId,
    compare: (comparison: Comparison) => void,
    more = 0,
    moreDifferences = 0,
  ): void {
    const before = this.#findings.count;
    const comparison = new Comparison({
      ...this.#comparison,
      onDifference: (difference) => {
        this.#handlerDiffers = true;
        this.#findings.addStep(phase, difference);
      },
    });
    compare(comparison);
    comparison.flush();
    const differences = this.#findings.count - before + moreDifferences;
    const steps = comparison.steps + more;
    this.#phases.push({
      phase,
      what: WHAT[phase],
      steps,
      differences,
      stopped: comparison.stopped,
    });
  }

  #progress(phase: PhaseId, steps: number): void {
    this.#options.onProgress?.(`${WHAT[phase]}: ${steps.toLocaleString("en")} steps`);
  }
}
