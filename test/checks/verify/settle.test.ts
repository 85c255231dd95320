import { describe, expect, it } from "vitest";
import type { Found } from "../../../checks/verify/jobs.js";
import { settled } from "../../../checks/verify/settle.js";

const scope = { allocations: [1, 2, 4, 8, 16, 32], order: 1, exact: false };
const found = (slice: string, allocations: readonly number[], nodes: number): Found => ({
  allocations,
  slice,
  nodes,
  states: nodes,
  transitions: nodes,
  invariants: [],
  exercised: [],
  incomplete: null,
});

describe("what searches found, settled", () => {
  it("does not show that a search knew of a difference which only another slice has", () => {
    const ignorant = [found("pair", [2, 4, 8, 16], 5)];
    const warned = [found("pair", [2, 8, 16], 5), found("pair", [4], 5)];
    expect(settled(scope, warned)).toEqual(settled(scope, ignorant));
  });

  it("keeps different results apart, and other slices, and allocations of other jobs", () => {
    const results = [
      found("steps", [1], 5),
      found("steps", [2, 8, 16], 5),
      found("steps", [4], 6),
      found("pair", [2, 4, 8, 16], 5),
    ];
    expect(settled(scope, results)).toEqual(results);
    expect(settled(scope, [...results].reverse())).toEqual(results);
  });

  it("keeps allocations apart that are searched exactly", () => {
    const results = [found("steps", [2], 5), found("steps", [4], 5)];
    expect(settled({ ...scope, exact: true }, results)).toEqual(results);
  });
});
