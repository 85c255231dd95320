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
