import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableLines } from "../../reports/printable.js";

const INVISIBLES = [
  "\n",
  "\u001b",
  "\u007f",
  "\u009b",
  "\u00ad",
  "\u202e",
  "\u2066",
  "\u2028",
  "\ufeff",
  "\u{e0041}",
];

describe("text of a stranger's", () => {
  it("shows controls, characters that turn the writing round, and those without width", () => {
    expect(printable("a\nb\u001b[31mc\u202ed\u2066\u{e0041}é→")).toBe(
      "a\\x0ab\\x1b[31mc\\u202ed\\u2066\\udb40\\udc41é→",
    );
  });

  it("keeps line ends and colours where there are several lines, and nothing else", () => {
    const red = "\u001b[31mred\u001b[39m\n";
    expect(printableLines(`${red}\u001b[2J\u202e\r`)).toBe(`${red}\\x1b[2J\\u202e\\x0d`);
  });

  it("leaves JSON the texts that it holds", () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...INVISIBLES), fc.string()));
    fc.assert(
      fc.property(text, (pieces) => {
        const json = JSON.stringify([pieces.join("")], null, 2);
        expect(JSON.parse(printableLines(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});
