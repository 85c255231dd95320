/** What someone who mistyped a name may have meant. */

/** The names nearest to a text by edits of one character, at most three of them, nearest first. */
export function nearest(text: string, names: readonly string[]): readonly string[] {
  const far = Math.max(3, Math.floor(text.length / 2));
  const near = names
    .map((name) => ({ name, edits: editsBetween(text.slice(0, 80), name) }))
    .filter(({ edits, name }) => edits <= far || (text !== "" && name.includes(text)))
    .sort((a, b) => a.edits - b.edits);
  return near.slice(0, 3).map(({ name }) => name);
}

/** `did you mean a, b?`, or what else there is to say where no name is near. */
export function didYouMean(text: string, names: readonly string[], otherwise?: string): string {
  const near = nearest(text, names);
  if (near.length > 0) return `did you mean ${near.join(", ")}?`;
  return otherwise ?? `expected one of ${names.join(", ")}`;
}

/** Insertions, deletions and replacements that make one text of the other (Levenshtein 1966). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
