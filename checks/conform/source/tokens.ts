/** The tokens of C that finding its top-level items needs: comments are left out, directives are whole. */

export interface Token {
  readonly kind: "identifier" | "directive" | "other";
  readonly text: string;
  /** Characters from the start of the text. */
  readonly start: number;
  /** Line of the text, from 0. */
  readonly row: number;
}

const TOKEN =
  /(?<skip>\/\/(?:\\\n|[^\n])*|\/\*[\s\S]*?(?:\*\/|$)|\s+)|(?<directive>#(?:\/\*[\s\S]*?\*\/|\\\n|[^\n])*)|(?<identifier>[A-Za-z_]\w*)|(?<other>"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|\.?\d(?:[eEpP][+-]|[\w.])*|[\s\S])/gy;

/** In order. Unfinished comments and strings end where the text or the line does. */
export function* tokens(text: string): Generator<Token> {
  let row = 0;
  for (const match of text.matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    const whole = match[0];
    const kind = ["identifier", "directive", "other"].find((name) => groups[name] !== undefined);
    if (kind !== undefined) {
      yield { kind: kind as Token["kind"], text: whole, start: match.index, row };
    }
    for (const character of whole) if (character === "\n") row++;
  }
}
