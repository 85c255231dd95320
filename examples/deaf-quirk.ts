/**
 * A quirk of one's own: one that traps the window and hands everything through. As good as none, which
 * `npx quirkcheck verify --quirk ./examples/deaf-quirk.ts` says.
 *
 * A file exports `quirk`, an object of the type `Quirk`, and may export `terms`, what the design changes in the
 * world around its quirk (the type `Terms`).
 */
import { probe, type Quirk, TRAPPED_WINDOW_ACCESS } from "quirkcheck/quirk";

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
