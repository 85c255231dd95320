/** What is noted of each assumption while a log goes by: counts and a few lines, never the log. */
import type { AssumptionId } from "../../../model/assumptions/index.js";

/** How many lines are kept for each assumption. */
const LINES_KEPT = 8;

export interface Account {
  readonly kept: number;
  readonly broken: number;
  /** Ascending, the first ones. */
  readonly lines: readonly number[];
  /** Of the first line. */
  readonly because: string;
}

const NOTHING: Account = { kept: 0, broken: 0, lines: [], because: "" };

export class Ledger {
  readonly #accounts = new Map<
    AssumptionId,
    { kept: number; broken: number; lines: number[]; because: string }
  >();

  /** An event that could have broken it did not. */
  kept(id: AssumptionId): void {
    this.#account(id).kept++;
  }

  /** @param because completes "line N: ..." */
  broken(id: AssumptionId, line: number, because: string): void {
    const account = this.#account(id);
    account.broken++;
    if (account.lines.length === 0) account.because = because;
    if (account.lines.length < LINES_KEPT && account.lines.at(-1) !== line)
      account.lines.push(line);
  }

  /** `kept` or `broken`, whichever it is. */
  note(id: AssumptionId, isKept: boolean, line: number, because: string): void {
    if (isKept) this.kept(id);
    else this.broken(id, line, because);
  }

  of(id: AssumptionId): Account {
    return this.#accounts.get(id) ?? NOTHING;
  }

  #account(id: AssumptionId) {
    let account = this.#accounts.get(id);
    if (account === undefined) {
      account = { kept: 0, broken: 0, lines: [], because: "" };
      this.#accounts.set(id, account);
    }
    return account;
  }
}
