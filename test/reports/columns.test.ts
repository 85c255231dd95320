import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, foldedLines } from "../../reports/columns.js";

const cells = fc.array(fc.stringMatching(/^[a-z-]{1,12}$/), { minLength: 1, maxLength: 6 });
const rowsOf = (columns: number) =>
  fc.array(
    fc.array(
      cells.map((words) => words.join(" ")),
      { minLength: columns, maxLength: columns },
    ),
    { minLength: 1, maxLength: 5 },
  );

describe("a folded table", () => {
  it("leaves a row that fits as it is", () => {
    expect(
      folded(
        [
          ["a", "b b"],
          ["cc", "d"],
        ],
        ["right"],
        10,
      ),
    ).toEqual({
      head: [" a  b b"],
      body: ["cc  d"],
    });
  });

  it("folds its widest column between words, a further line indented", () => {
    const row = ["name", "one two three four"];
    expect(foldedLines([["name", "says"], row], []).at(1)).toBe("name  one two three four");
    expect(folded([["name", "says"], row], [], 16)).toEqual({
      head: ["name  says"],
      body: ["name  one two", "       three", "       four"],
    });
  });

  it("is as wide as it has to be where words are longer than the room", () => {
    expect(folded([["a-long-word", "another-long-word"]], [], 10).head).toEqual([
      "a-long-word  another-long-word",
    ]);
  });

  it("cuts no word, loses none, and is no wider than asked where the words have room", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }).chain(rowsOf), (rows) => {
        const lines = foldedLines(rows);
        const words = (texts: readonly string[]) => texts.flatMap((it) => it.split(/ +/)).sort();
        expect(words(lines).filter(Boolean)).toEqual(words(rows.flat()).filter(Boolean));
        // Four columns of words of 12, each indented by one: 58.
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
      }),
    );
  });
});
