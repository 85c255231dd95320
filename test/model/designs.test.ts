/** The designs of the comparison: what their rows do not say. */
import { describe, expect, it } from "vitest";
import type { PrivateState } from "../../model/quirk.js";
import { DESIGNS, designCalled } from "../../model/quirks/designs.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import { view, write } from "./composed-view.js";

describe("a machine reset", () => {
  it("is seen by the designs that are made of it, and by no other", () => {
    const own = (name: string) => Object.keys(designCalled(name)?.quirk.reset({}) ?? {});
    const seen = DESIGNS.map(({ name }) => name).filter((name) => own(name).length > 0);
    expect(seen).toEqual(["reset-clears", "best-today", "best-trap"]);
  });

  it.each(["best-today", "best-trap"])(
    "leaves %s with nothing of the guest's or the host's to give back",
    (name) => {
      const { quirk } = designCalled(name) ?? {};
      const inA = view({ window: "A" });
      const written = quirk?.write(inA, {}, write(9n, 0));
      const pair = { addressLow: 1, addressHigh: 2, data: 3 };
      const own = { ...(written?.ask?.answer(pair) ?? written)?.own } as PrivateState;
      const source = (known: PrivateState) =>
        quirk?.read(inA, known, { offset: 0, replaced: true });
      expect(source(own)).toBe("memory");
      expect(source({ ...own, ...quirk?.reset(own) } as PrivateState)).toBe("device");
    },
  );
});

/** What each design is made of; by hand, from what its title says. */
const MADE_OF: Readonly<Record<string, string>> = {
  "cookie-per-address": "cookiePerAddress",
  "handles-64-bit": "handles64Bit",
  "read-checked": "checksRead",
  "grant-checked": "checksGrant",
  "reset-clears": "clearsAtReset",
  "reads-back": "readsBack",
  "right-window": "rightWindow",
  "static-table": "locations + followsWindow + rightWindow",
  "source-by-qemu": "asked by QEMU + locations + followsWindow + rightWindow",
  "source-by-driver": "asked by a driver + locations + followsWindow + rightWindow",
  "best-today":
    "locations + followsWindow + handles64Bit + exactWords + clearsAtReset + readsBack + rightWindow + everySize",
  "best-trap":
    "asked by a driver + locations + followsWindow + clearsAtReset + readsBack + rightWindow + everySize + drops",
};

/** The terms of designs that trap nothing, where they are not the patch's. */
const UNTRAPPED: Readonly<Record<string, Partial<Terms>>> = {
  "no-quirk": { inPlace: false },
  "copied-by-hand": { inPlace: false, pairs: "copied" },
  "guest-owned": {
    lifetime: "until released",
    asks: true,
    pairs: "granted",
    moved: "behind the pair",
    carriedBy: { "msi-novirt-feature": "host-interface" },
  },
  "guest-asks": {
    lifetime: "until released",
    asks: true,
    pairs: "asked for",
    carriedBy: { "msi-novirt-feature": "host-interface" },
  },
};

describe("the designs", () => {
  it("are the patch and what users do today, one improvement each, interrupts set up, the guest's own, the best", () => {
    const improved = Object.keys(MADE_OF);
    expect(DESIGNS.map(({ name }) => name)).toEqual([
      ...["as-posted", "no-quirk", "copied-by-hand"],
      ...improved.slice(0, 10),
      ...["guest-owned", "guest-asks"],
      ...improved.slice(10),
    ]);
    expect(designCalled("reads-back")?.name).toBe("reads-back");
    expect(designCalled("anything")).toBeUndefined();
  });

  it("that trap are made of what their title says, and the world around them follows from it", () => {
    const made = DESIGNS.filter(({ madeOf }) => madeOf !== undefined);
    expect(Object.fromEntries(made.map(({ name, madeOf }) => [name, madeOf]))).toEqual(MADE_OF);
    expect(designCalled("as-posted")?.terms).toEqual(USUAL_TERMS);
    expect(designCalled("source-by-driver")?.terms).toMatchObject({ kernelWrites: true });
  });

  it("that trap nothing say what is there in the place of a quirk", () => {
    const without = DESIGNS.filter(({ terms }) => !terms.traps);
    const expected = Object.entries(UNTRAPPED).map(([name, terms]) => [
      name,
      { ...USUAL_TERMS, traps: false, ...terms },
    ]);
    expect(without.map(({ name, terms }) => [name, terms])).toEqual(expected);
    const parts = without.map(({ quirk }) => quirk.parts);
    expect(parts).toEqual([{}, { "own.copied": ["current", "old"] }, {}, {}]);
  });

  it("each have the quirk of their name, a title, a source, and all they need", () => {
    for (const { name, title, source, needs, quirk } of DESIGNS) {
      expect(quirk.name).toBe(name);
      for (const text of [title, source, needs.kernel, needs.device, needs.guest]) {
        expect(text, name).toMatch(/^\S.*\S$/);
      }
    }
  });

  it("that improve the patch need what it needs, but for what they say", () => {
    const needs = (name: string) => designCalled(name)?.needs;
    const patch = needs("as-posted");
    expect(needs("reads-back")).toEqual(patch);
    for (const name of ["right-window", "static-table", "best-today"]) {
      expect(needs(name), name).toEqual({ ...patch, device: needs(name)?.device });
      expect(needs(name)?.device, name).not.toBe(patch?.device);
    }
    for (const name of ["source-by-qemu", "source-by-driver", "best-trap"]) {
      for (const what of ["kernel", "device", "guest"] as const) {
        expect(needs(name)?.[what], name).not.toBe(patch?.[what]);
      }
    }
  });
});
