import { describe, expect, it } from "vitest";
import { recommend } from "../../../checks/designs/recommend.js";
import { FREE, GUEST, KERNEL, toyRow } from "./toy-rows.js";

const named = (rows: Parameters<typeof recommend>[0]) =>
  recommend(rows).steps.map(({ askedFor, design }) => [askedFor, design.design]);

describe("the recommended design", () => {
  const poor = toyRow("poor", FREE, ["unique-address", "stable-window"]);
  const good = toyRow("good", FREE, ["unique-address"]);

  it("stands on fewest assumptions of those that ask for nothing new", () => {
    expect(named([poor, good])).toEqual([["nothing new", "good"]]);
  });

  it("loses isolation with fewest, whatever it stands on besides", () => {
    const leaky = {
      ...good,
      severities: [{ severity: "isolation lost", cutSets: [0, 1] }],
    } as const;
    expect(named([leaky, poor])).toEqual([["nothing new", "poor"]]);
  });

  it("has fewest cut sets of as many assumptions, and is the first of equals", () => {
    const more = { ...good, severities: [{ severity: "read wrong", cutSets: [0, 2] }] } as const;
    expect(named([more, good])).toEqual([["nothing new", "good"]]);
    expect(named([good, { ...good, design: "again" }])).toEqual([["nothing new", "good"]]);
  });

  it("is none where something falls with nothing dropped, or a search was cut short", () => {
    for (const undropped of ["violated", "incomplete"] as const) {
      const broken = { ...good, invariants: good.invariants.map((it) => ({ ...it, undropped })) };
      expect(named([broken])).toEqual([]);
    }
  });

  it("asks for more only where that is better", () => {
    const dear = toyRow("dear", KERNEL, []);
    expect(named([good, dear])).toEqual([
      ["nothing new", "good"],
      ["kernel", "dear"],
    ]);
    expect(named([good, toyRow("as good", KERNEL, ["stable-window"])])).toHaveLength(1);
    expect(named([good, toyRow("of the guest", GUEST, [])])).toEqual([
      ["nothing new", "good"],
      ["kernel and guest", "of the guest"],
    ]);
  });
});

describe("what would change the recommendation", () => {
  const first = toyRow("first", FREE, ["unique-address", "stable-window", "no-readback"]);
  const cheap = toyRow("cheap", FREE, [
    "unique-address",
    "no-readback",
    "full-grant",
    "data-at-plus-8",
  ]);
  const dear = toyRow("dear", KERNEL, ["unique-address"]);

  it("is each assumption it stands on, with the cheapest design that does not", () => {
    const { turns } = recommend([first, cheap, dear]);
    expect(
      turns.map(({ without, step }) => [without, step?.askedFor, step?.design.design]),
    ).toEqual([
      [["unique-address"], undefined, undefined],
      [["stable-window"], "nothing new", "cheap"],
      [["no-readback"], "kernel", "dear"],
    ]);
  });
});
