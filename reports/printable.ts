/** Text of a stranger's as a terminal may have it. */

/**
 * Controls, format characters (those that turn the direction of writing, or have no width), line and paragraph
 * separators, and halves of characters. What is left stands where it is read.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * One line, of which every character shows: `\x1b`, `\u202e` in the place of those that would not. What JSON has
 * is still JSON, with the same texts.
 */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const units = character.split("").map((unit) => unit.charCodeAt(0));
    return units
      .map((unit) => (unit < 0x20 ? `\\x${hexOf(unit, 2)}` : `\\u${hexOf(unit, 4)}`))
      .join("");
  });
}

/** The same of text of several lines, which may be coloured: its line ends and colours are its own. */
export function printableLines(text: string): string {
  return text
    .split(KEPT)
    .map((piece, i) => (i % 2 === 0 ? printable(piece) : piece))
    .join("");
}

const ESCAPE = String.fromCharCode(0x1b);
const KEPT = new RegExp(`(\n|${ESCAPE}\\[\\d{1,3}m)`);

function hexOf(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
