/** The designs of the comparison: what their rows do not say. */
import { describe, expect, it } from "vitest";
import { DESIGNS, designCalled } from "../../model/quirks/designs.js";
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
      const own = { ...(written?.ask?.answer(pair) ?? written)?.own };
      const source = (known: object) => quirk?.read(inA, known, { offset: 0, replaced: true });
      expect(source(own)).toBe("memory");
      expect(source({ ...own, ...quirk?.reset(own as never) })).toBe("device");
    },
  );
});
