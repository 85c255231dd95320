/** What takes the place of a growing allocation with MSI-X: entries unmasked while it is enabled. */
import type { AssumptionId } from "../assumptions/index.js";
import type { WorldAction } from "./action.js";
import { staleContents } from "./contents.js";
import type { Move, WorldOutcome } from "./move.js";
import type { Scope } from "./scope.js";
import type { WorldState } from "./state.js";

/**
 * As many entries again as the driver began with are unmasked, and QEMU asks the host for interrupts for these
 * (QEMU hw/vfio/pci.c `vfio_msix_vector_do_use`). Where it had too few before, it has none to add.
 * Abstraction: all in one step, once; masking is no move, for it gives no interrupt back.
 */
export function unmaskMove({ asked }: Pick<Scope, "asked">): Move {
  return {
    name: "unmask more entries",
    kind: "grow-allocation",
    reads: ["msi", "vectors", "grant", "low", "data"],
    outcomes: (state) => {
      if (state.msi === "disabled" || state.vectors === "grown") return [];
      const short = state.grant !== "asked";
      const unmasked = { vectors: "grown", grant: short ? state.grant : "grown" } as const;
      return [
        outcome(asked, {}, unmasked, []),
        ...(short
          ? []
          : [outcome(asked, { host: "refuses" }, { vectors: "grown" }, ["full-grant"])]),
        ...(state.grant === "none"
          ? []
          : [
              outcome(asked, { host: "anew" }, { ...unmasked, ...staleContents(state) }, [
                "dynamic-allocation",
              ]),
            ]),
      ];
    },
  };
}

type Host = Pick<Extract<WorldAction, { readonly kind: "grow-allocation" }>, "host">;

function outcome(
  asked: number,
  host: Host,
  changes: Partial<WorldState>,
  needs: readonly AssumptionId[],
): WorldOutcome {
  const action: WorldAction = { kind: "grow-allocation", vectors: 2 * asked, ...host };
  return { action, changes, needs, violates: [], concerns: [] };
}
