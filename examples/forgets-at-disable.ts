/** The patch with one change: the cookie is cleared when MSI is disabled. Its handler has the C's signature. */
import type { Quirk } from "../model/quirk.js";
import { writeHandler } from "../model/quirks/as-posted/handler.js";
import { cookieQuirk } from "../model/quirks/as-posted/quirk.js";

export const quirk: Quirk = {
  ...cookieQuirk("forgets-at-disable", writeHandler),
  msiChanged: (_own, enabled) => (enabled ? {} : { "own.cookie": "none" }),
};
