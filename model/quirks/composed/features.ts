/**
 * The improvements that the thread, its facts and a reader of the code propose, each a switch; a design is a
 * set of them. With none of them the composed quirk is the patch (a test compares every call).
 */

export interface Features {
  /** What is taken for a slot: a register whose value matches, or one that a static table names. */
  readonly finds: "values" | "locations";
  /** Whose pair a slot gets: the capability's, or one that is asked for its source. */
  readonly pairs: "capability" | "asked by QEMU" | "asked by a driver";
  /** One cookie for each address instead of one. */
  readonly cookiePerAddress: boolean;
  /** The register that slides the window is trapped too, so an offset is known with its position. */
  readonly followsWindow: boolean;
  /** Data is read where the layout has it, and the upper half of the address is replaced as well. */
  readonly handles64Bit: boolean;
  /** Words as hardware and host have them: low bits replaced, offsets by subtraction, host byte order. */
  readonly exactWords: boolean;
  /** Reading the physical registers is checked. */
  readonly checksRead: boolean;
  /** The vector offset is checked against the host's grant. */
  readonly checksGrant: boolean;
  /** What happens to a write that a check refuses: the guest's value passes, or nothing is written. */
  readonly refusal: "pass" | "drop";
  /** A machine reset clears what is remembered. */
  readonly clearsAtReset: boolean;
  /** Disabling MSI clears the cookie. */
  readonly clearsAtDisable: boolean;
  /** A read of a register whose value was replaced gives the guest's value. */
  readonly readsBack: boolean;
  /** The trapped range is that of the device. */
  readonly rightWindow: boolean;
  /** Every access size that the region takes is taken, and passed on whole. */
  readonly everySize: boolean;
}

/** The patch: no improvement. */
export const NO_FEATURES: Features = {
  finds: "values",
  pairs: "capability",
  cookiePerAddress: false,
  followsWindow: false,
  handles64Bit: false,
  exactWords: false,
  checksRead: false,
  checksGrant: false,
  refusal: "pass",
  clearsAtReset: false,
  clearsAtDisable: false,
  readsBack: false,
  rightWindow: false,
  everySize: false,
};

/** A static table brings its window with it, and means nothing where the window is not followed. */
export function withImplied(features: Partial<Features>): Features {
  const all = { ...NO_FEATURES, ...features };
  if (all.pairs !== "capability") all.finds = "locations";
  return all.finds === "values" ? all : { ...all, followsWindow: true, rightWindow: true };
}

/** The features that are on or off. */
export const SWITCHES = [
  "cookiePerAddress",
  "followsWindow",
  "handles64Bit",
  "exactWords",
  "checksRead",
  "checksGrant",
  "clearsAtReset",
  "clearsAtDisable",
  "readsBack",
  "rightWindow",
  "everySize",
] as const satisfies readonly (keyof Features)[];

/** The improvements by name, `patch` for none. */
export function nameOf(features: Features): string {
  const on: string[] = SWITCHES.filter((name) => features[name]);
  if (features.finds === "locations") on.unshift("locations");
  if (features.pairs !== "capability") on.unshift(features.pairs);
  if (features.refusal === "drop") on.push("drops");
  return on.length === 0 ? "patch" : on.join(" + ");
}
