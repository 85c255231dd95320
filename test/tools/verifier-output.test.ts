import { describe, expect, it } from "vitest";
import {
  breadthFirstVerdicts,
  depthFirstFindings,
  VerifierError,
} from "../../tools/spin/verifier-output.js";

const OUTPUT = `
State-vector 36 byte, depth reached 142, errors: 0
      461 states, stored
     6913 states, matched
     7374 transitions (= stored+matched)
world: starts 1
world: states 460 fingerprint 08a041ca1f92de58
world: pair-fresh violated 6
world: collateral-free holds
world: readback-faithful unreachable
`;

describe("what a verifier printed", () => {
  it("gives states, fingerprint and verdicts; a depth-first run gives no lengths", () => {
    expect(depthFirstFindings(OUTPUT)).toEqual({
      states: 460,
      transitions: 7372,
      fingerprint: "08a041ca1f92de58",
      verdicts: [
        { invariant: "pair-fresh", verdict: "violated", length: null },
        { invariant: "collateral-free", verdict: "holds", length: null },
        { invariant: "readback-faithful", verdict: "unreachable", length: null },
      ],
    });
    expect(breadthFirstVerdicts(OUTPUT)[0]).toMatchObject({ invariant: "pair-fresh", length: 6 });
  });

  it.each([
    ["a search that reached its depth", `error: max search depth too small\n${OUTPUT}`],
    ["a search without memory", `pan: out of memory\n${OUTPUT}`],
    ["an error of the Promela", OUTPUT.replace("errors: 0", "errors: 1")],
    ["a state that SPIN stored and the model did not meet", OUTPUT.replace("461", "462")],
    ["no line of states", OUTPUT.replace("world: states", "states")],
    ["an invariant that there is not", OUTPUT.replace("pair-fresh", "pair-stale")],
  ])("%s is no result", (_, output) => {
    expect(() => depthFirstFindings(output)).toThrow(VerifierError);
  });
});
