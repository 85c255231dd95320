/**
 * A quirk of one's own: one that traps the window and hands everything through. As good as none, which
 * `npm run verify -- --quirk ./examples/deaf-quirk.ts` says.
 *
 * A file exports `quirk`, an object as model/quirk.ts describes it, and may export `terms`, what the design
 * changes in the world around its quirk (model/world/terms.ts). It may import anything of the model.
 */
import type { Quirk } from "../model/quirk.js";
import { TRAPPED_WINDOW_ACCESS } from "../model/quirks/as-posted/handler.js";
import { probe } from "../model/quirks/as-posted/probe.js";

export const quirk: Quirk = {
  name: "deaf",
  // Each part of the private state by name, with the values it can have; the first is there at the start.
  parts: { "own.calls": ["none", "some"] },
  probe,
  access: TRAPPED_WINDOW_ACCESS,
  write: (_view, _own, { value }) => ({
    branch: "pass",
    value,
    own: { "own.calls": "some" },
  }),
  read: () => "device",
  reset: () => ({ "own.calls": "none" }),
  msiChanged: () => ({}),
};
