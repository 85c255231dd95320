/** Text in columns: for terminals, and for Markdown that reads well as it stands. */

export type Align = "left" | "right";

/**
 * Rows as lines, each column as wide as its widest cell, two spaces between.
 * @param rows all of the same length
 * @param align one for each column; left where absent
 */
export function columns(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): readonly string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 0, align[i]))
      .join("  ")
      .trimEnd(),
  );
}

/** What a terminal shows without breaking a line, and what most mails keep. */
const TERMINAL = 80;

/**
 * Rows as lines of at most `width` characters: the widest columns are folded between words as far as that takes.
 * No word is cut, so a row of long words may still be longer. The first row is the header.
 * @param rows all of the same length
 * @param align one for each column; left where absent
 */
export function folded(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
  width = TERMINAL,
): { readonly head: readonly string[]; readonly body: readonly string[] } {
  const widths = foldedWidths(rows, width);
  const [head = [], ...body] = rows.map((row) => wrappedColumns([row], widths, align));
  return { head, body: body.flat() };
}

/** The same as plain lines, for a table without a header or with a plain one. */
export function foldedLines(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): readonly string[] {
  const { head, body } = folded(rows, align);
  return [...head, ...body];
}

/** The widest column loses a character at a time, but none of its longest word. */
function foldedWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const widths = [...widthsOf(rows)];
  const least = widthsOf(rows.map((row) => row.map((cell) => longestWord(cell))));
  const over = () => widths.reduce((sum, each) => sum + each + 2, -2) - width;
  while (over() > 0) {
    const room = widths.map((each, i) => (each > (least[i] ?? 0) ? each : 0));
    const widest = room.indexOf(Math.max(...room));
    if (room[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** As wide a text as it; a word on a further line is indented by one. */
function longestWord(cell: string): string {
  const [first = "", ...others] = cell.split(" ");
  return others.reduce(
    (most, word) => (` ${word}`.length > most.length ? ` ${word}` : most),
    first,
  );
}

/** A Markdown table, its cells padded so that the source lines up too. The first row is the header. */
export function markdownTable(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): readonly string[] {
  const widths = widthsOf(rows).map((width) => Math.max(width, 3));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => pad(cell, widths[i] ?? 0, align[i])).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    align[i] === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return rows.flatMap((row, i) => (i === 0 ? [line(row), line(rule)] : [line(row)]));
}

/** 385280 as 385,280. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** Items in lines of at most `width` characters, a comma after each but the last; none is cut in two. */
export function wrappedItems(
  items: readonly string[],
  width: number,
  indent = "",
): readonly string[] {
  return wrapped(
    items.map((item, i) => (i < items.length - 1 ? `${item},` : item)),
    width,
    indent,
  );
}

/** 0, 1, 2, 5 as `0-2, 5`. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const starts = sorted.filter((n) => !sorted.includes(n - 1));
  const ends = sorted.filter((n) => !sorted.includes(n + 1));
  return starts.map((from, i) => (from === ends[i] ? `${from}` : `${from}-${ends[i]}`)).join(", ");
}

/** Words in lines of at most `width` characters; a longer word has a line of its own. */
export function wrapped(
  text: string | readonly string[],
  width: number,
  indent = "",
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of typeof text === "string" ? text.split(" ") : text) {
    const room = width - (lines.length === 0 ? 0 : indent.length);
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each, i) => (i === 0 ? each : indent + each));
}

/** Texts wrapped, a blank line between; none between list items, which begin with `- `. */
export function paragraphs(texts: readonly string[], width: number): readonly string[] {
  return texts.flatMap((text, i) => {
    const isItem = text.startsWith("- ");
    const apart = i > 0 && !(isItem && texts[i - 1]?.startsWith("- "));
    return [...(apart ? [""] : []), ...wrapped(text, width, isItem ? "  " : "")];
  });
}

/**
 * Rows whose cells are wrapped to the width of their column, two spaces between.
 * @param align one for each column; left where absent
 */
export function wrappedColumns(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  align: readonly Align[] = [],
): readonly string[] {
  return rows.flatMap((row) => {
    const cells = row.map((cell, i) => wrapped(cell, widths[i] ?? 0, " "));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, i) => pad(cell[line] ?? "", widths[i] ?? 0, align[i]))
        .join("  ")
        .trimEnd(),
    );
  });
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return widths;
}

function pad(cell: string, width: number, align: Align = "left"): string {
  return align === "right" ? cell.padStart(width) : cell.padEnd(width);
}
