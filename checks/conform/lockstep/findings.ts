/** Differences sorted by kind: in what the two differ, where in the handler, and whether it can happen. */
import { isTrap } from "../compiled/compiled-quirk.js";
import type { Difference, DifferenceKind, PhaseId } from "../result.js";
import type { StepDifference } from "./comparison.js";
import type { Device } from "./device.js";
import type { ProbeDifference } from "./probe-table.js";
import { isReachable } from "./reachable.js";

export class Findings {
  readonly #kinds = new Map<string, DifferenceKind>();
  #count = 0;

  /** Differences so far, of all kinds. */
  get count(): number {
    return this.#count;
  }

  addStep(
    phase: PhaseId,
    { call: { deviceId }, region }: Device,
    difference: StepDifference,
  ): void {
    const { fields, call, model, c, sequence } = difference;
    const reachable = sequence.every(({ access }) => isReachable(region, access));
    const how = isTrap(c) ? `${c.what} ${c.line}` : "";
    this.add(
      [model.branch, how].join(" "),
      () => ({
        phase,
        fields,
        reachable,
        count: 0,
        deviceId,
        first: { kind: "call", call, c, model },
      }),
      `${fields.join()} ${reachable}`,
    );
  }

  addProbe({ call, fields, trap }: ProbeDifference): void {
    const names = fields.map(({ field }) => field);
    this.add(`probe ${names.join()} ${trap?.what}`, () => ({
      phase: "probe",
      fields: trap === undefined ? names : ["ends"],
      reachable: true,
      count: 0,
      deviceId: null,
      first: { kind: "probe", call, fields, trap },
    }));
  }

  /** What is no call of the write callback and no probe. */
  addOther(phase: PhaseId, deviceId: number, first: Difference): void {
    const { kind } = first;
    const where = kind === "rules" ? `${first.size} at ${first.offset}` : "";
    const fields = fieldsOf(first);
    const found = { phase, fields, reachable: true, count: 0, deviceId, first };
    this.add(`${kind} ${where} ${fields.join()}`, () => found);
  }

  /** @param make the difference; its count is ignored */
  add(kind: string, make: () => DifferenceKind, also = ""): void {
    this.#count++;
    const key = `${kind} ${also}`;
    const known = this.#kinds.get(key) ?? make();
    this.#kinds.set(key, { ...known, count: known.count + 1 });
  }

  /** What can happen first; in the order they were met. */
  list(): readonly DifferenceKind[] {
    const all = [...this.#kinds.values()];
    return [...all.filter(({ reachable }) => reachable), ...all.filter((d) => !d.reachable)];
  }
}

function fieldsOf(found: Difference): readonly string[] {
  if (found.kind === "hook") return [found.call.hook];
  if (found.kind !== "pair") return [found.kind];
  return found.trap === undefined ? found.fields.map(({ field }) => field) : ["ends"];
}
