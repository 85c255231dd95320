/**
 * The simple paths of a guest that programs each slot once: evidence a person can read.
 *
 * They are no completeness claim; that is made by asking every transition (enumerate.ts).
 */
import { getSimplePaths } from "@xstate/graph";
import { eventText } from "../../model/quirks/as-posted/events.js";
import { onceGuest } from "../../model/quirks/as-posted/guests.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { inputFor } from "./enumerate.js";
import { stateKey } from "./key.js";

/** Every simple path from the initial state, the empty one first, each as the texts of its events. */
export function simplePaths(used: number): readonly (readonly string[])[] {
  const events = onceGuest(used);
  const paths = getSimplePaths(asPostedMachine, {
    input: inputFor(used),
    events: (snapshot) => [...events(snapshot.context)],
    serializeState: (snapshot) => stateKey("keeping", snapshot),
    serializeEvent: eventText,
  });
  return paths.map(({ steps }) => steps.slice(1).map((step) => eventText(step.event)));
}
