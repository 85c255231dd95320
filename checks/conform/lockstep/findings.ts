/** Differences sorted by kind: in what the two differ, where in the handler, and whether it can happen. */
import { isTrap } from "../compiled/compiled-quirk.js";
import type { DifferenceKind, PhaseId } from "../result.js";
import type { StepDifference } from "./comparison.js";
import type { Device } from "./device.js";
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
