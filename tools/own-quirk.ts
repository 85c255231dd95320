/** Our own quirk in C, for the tools and the tests: where it is, and how its parts are called. */
import type { QuirkNames } from "../checks/conform/source/select.js";

/** From the root of the repository. */
export const OWN_QUIRK = "test/fixtures/radio-quirk.c";

export const OWN_NAMES: QuirkNames = {
  read: "radio_read",
  write: "radio_write",
  ops: "radio_ops",
  probe: "radio_probe",
  state: "RadioQuirk",
  cookie: "expected",
  traceAddress: "radio_address",
  traceData: "radio_data",
  traceProbe: "radio_probe",
};
