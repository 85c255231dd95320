import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CompiledPatch,
  CompiledQuirk,
  isTrap,
} from "../../../checks/conform/compiled/compiled-quirk.js";
import { STEP_INPUT_WORDS, STEP_OUTPUT_WORDS } from "../../../checks/conform/compiled/records.js";
import { readOutput, writeInput } from "../../../checks/conform/lockstep/transfer.js";
import { type Callbacks, callbacksOf } from "../../../checks/prove/c/callbacks.js";
import { attached } from "../../../checks/prove/c/sandbox.js";
import { accesses } from "../../../checks/prove/goals.js";
import { evaluator } from "../../../checks/prove/terms/evaluate.js";
import { decode } from "../../../checks/prove/wasm/decode.js";
import { assignmentOf } from "../../../checks/prove/witness.js";
import { compilePatch, compilePlain } from "../../../cli/conform/compile.js";
import { FIXTURE, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "../conform/compiler.js";
import { type FullCall, fullCall } from "./calls.js";

const DEVICE = 0x1103;

describe.skipIf(!HAS_COMPILER)(`the compiled handler on terms${NEEDS_COMPILER}`, () => {
  let patches: CompiledPatch[] = [];

  beforeAll(async () => {
    const text = readFileSync(FIXTURE, "utf8");
    const checked = await compilePatch(text, FIXTURE_NAMES);
    const plain = async (level: "-O0" | "-O2") => {
      return { ...checked, wasm: await compilePlain(text, FIXTURE_NAMES, level) };
    };
    patches = [checked, await plain("-O0"), await plain("-O2")];
  }, 600_000);

  it.each([
    [0, "-O0 with checks"],
    [1, "-O0"],
    [2, "-O2"],
  ])("does what Node's WebAssembly does, in 10,000 random calls (build %d, %s)", (build) => {
    const patch = patches[build] as CompiledPatch;
    const calls = fc.sample(fullCall, { numRuns: 10_000, seed: 7 });
    const real = answers(patch, calls);
    const ours = evaluated(patch, calls);
    const taken = new Set<number>();
    for (const [i, answer] of real.entries()) {
      const { path, ...told } = ours[i] as (typeof ours)[number];
      expect(
        told,
        JSON.stringify(calls[i], (_, v) => (typeof v === "bigint" ? `${v}` : v)),
      ).toEqual(answer);
      taken.add(path);
    }
    // Without checks: disabled, no match, replaced twice, two mismatches, another offset.
    expect(taken.size).toBe(7);
  });
});

/** What the compiled C does, by the sandbox that `conform` uses. */
function answers(patch: CompiledPatch, calls: readonly FullCall[]) {
  const quirk = new CompiledQuirk(patch);
  const device = { bar: 0, vendorId: 0x17cb, deviceId: DEVICE, msiPresent: 1, featureAccepted: 1 };
  expect(isTrap(quirk.attach({ ...device, otherQuirk: 0, variant: 0 }))).toBe(false);
  const all: object[] = [];
  for (let at = 0; at < calls.length; at += quirk.batch) {
    const batch = calls.slice(at, at + quirk.batch);
    for (const [i, call] of batch.entries()) {
      writeInput(quirk.inputs, i * STEP_INPUT_WORDS, call, true);
    }
    expect(quirk.run(0, batch.length)).toBeUndefined();
    all.push(
      ...batch.map((_, i) => {
        const told = readOutput(quirk.outputs, i * STEP_OUTPUT_WORDS);
        // What is read of the file is a function on terms, and no note of a path.
        const { preads: _preads, preadAt: _at, preadSize: _size, ...answer } = told;
        const { traces, tracePoint, traceArguments, ...rest } = answer;
        return { ...rest, trace: traces === 0 ? [] : [tracePoint, ...traceArguments] };
      }),
    );
  }
  return all;
}

/** The same by the paths found on terms: exactly one is taken. */
function evaluated(patch: CompiledPatch, calls: readonly FullCall[]) {
  const device = attached(new WebAssembly.Module(patch.wasm), DEVICE);
  if (device === undefined) throw new Error("the fixture traps this device");
  const { write } = callbacksOf(decode(patch.wasm), patch.functions, device) satisfies Callbacks;
  const conditions = evaluator(write.map(({ condition }) => condition));
  const effects = write.map(({ notes, cookie }) => {
    const traces = notes.flatMap((note) => (note.kind === "trace" ? [note] : []));
    const writes = accesses(notes, "write");
    return {
      writes: writes.length,
      reads: accesses(notes, "read").length,
      points: traces.map(({ point }) => point),
      values: evaluator([
        cookie,
        ...writes.flatMap(({ place, size, value }) => [place, size, value]),
        ...traces.flatMap((trace) => trace.arguments),
      ]),
    };
  });
  return calls.map((call) => {
    const assignment = assignmentOf(call, device.sandbox);
    const paths = conditions(assignment).flatMap((taken, i) => (taken === 1n ? [i] : []));
    expect(paths).toHaveLength(1);
    const [path = 0] = paths;
    const { writes, reads, points, values } = effects[path] as (typeof effects)[number];
    const [cookie, address, size, value, ...told] = values(assignment);
    const trace = [...points, ...told];
    const answer = {
      writes,
      reads,
      address,
      size: Number(size),
      value,
      cookie: Number(cookie),
      trace,
    };
    // Any other function of QEMU's would have ended the execution.
    return { ...answer, path, effects: [] };
  });
}
