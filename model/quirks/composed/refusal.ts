/** The checks that the patch leaves out: did the read succeed, is the vector within the host's grant? */
import type { WriteAccess } from "../../qemu/memory-core.js";
import type { QuirkView, WriteEffects } from "../../quirk.js";
import type { Features } from "./features.js";

/** A check says no: the host's value for this vector cannot be had. */
export function refuses(view: QuirkView, vector: number, features: Features): boolean {
  if (features.checksRead && view.readFails) return true;
  return features.checksGrant && vector >= view.vectorsGranted;
}

/** What happens then, to the write of an address or of data. */
export function refused(what: string, { value }: WriteAccess, { refusal }: Features): WriteEffects {
  return refusal === "pass"
    ? { branch: `refuse-${what}`, value, own: {} }
    : { branch: `drop-${what}`, value: undefined, own: {} };
}
