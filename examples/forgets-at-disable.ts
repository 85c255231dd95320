/** The patch with one change: the cookie is cleared when MSI is disabled. Its handler has the C's signature. */
import { cookieQuirk, type Quirk, writeHandler } from "quirkcheck/quirk";

export const quirk: Quirk = {
  ...cookieQuirk("forgets-at-disable", writeHandler),
  msiChanged: (_own, enabled) => (enabled ? {} : { "own.cookie": "none" }),
};
