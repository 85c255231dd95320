/** The text of a web page, as far as a patch in it needs. */

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<\?xml)/i.test(text) || /<pre[\s>]|<\/pre>/i.test(text);
}

/** Tags out, entities decoded; a block or a line break begins a line. */
export function webPageText(html: string): string {
  return html
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<br\s*\/?>(?:\r?\n)?/gi, "\n")
    .replace(/<\/(?:p|div|tr|li|pre|h[1-6])\s*>/gi, "\n")
    .replace(/<(?:pre|p|div)\b[^>]*>/gi, "\n")
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => entity(name) ?? whole);
}

function entity(name: string): string | undefined {
  const number = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
  if (number === null) return ENTITIES[name.toLowerCase()];
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
