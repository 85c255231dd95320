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
