/** The option `--vectors`: used vectors, one count or a range. */
import { UsageError } from "./errors.js";

const FORM = /^(\d{1,2})(?:-(\d{1,2}))?$/;

/** All counts of a range `A-B` or a single `N`, 1 to 32. */
export function parseVectors(text: string): readonly number[] {
  const match = FORM.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || first < 1 || last > 32 || first > last) {
    throw new UsageError(`--vectors: '${text}' is not a count or range from 1 to 32 (16, 1-32)`);
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
