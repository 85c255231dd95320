/** What is noted of each assumption while a log goes by: counts and a few lines, never the log. */
import type { AssumptionId } from "../../../model/assumptions/index.js";
import type { Reason } from "./reasons.js";

/** How many lines are kept for each assumption. */
const LINES_KEPT = 8;

export interface Account {
  readonly kept: number;
  readonly broken: number;
  /** Ascending, the first ones. */
  readonly lines: readonly number[];
  /** Of the first line; undefined where it was not broken. */
  readonly reason?: Reason;
}

const NOTHING: Account = { kept: 0, broken: 0, lines: [] };

export class Ledger {
  readonly #accounts = new Map<
    AssumptionId,
    { kept: number; broken: number; lines: number[]; reason?: Reason }
  >();

  /** An event that could have broken it did not. */
  kept(id: AssumptionId): void {
    this.#account(id).kept++;
  }

  /** @param reason what the line shows */
  broken(id: AssumptionId, line: number, reason: Reason): void {
    const account = this.#account(id);
    account.broken++;
    account.reason ??= reason;
    if (account.lines.length < LINES_KEPT && account.lines.at(-1) !== line)
      account.lines.push(line);
  }

  /** `kept` or `broken`, whichever it is. */
  note(id: AssumptionId, isKept: boolean, line: number, reason: Reason): void {
    if (isKept) this.kept(id);
    else this.broken(id, line, reason);
  }

  of(id: AssumptionId): Account {
    return this.#accounts.get(id) ?? NOTHING;
  }

  #account(id: AssumptionId) {
    let account = this.#accounts.get(id);
    if (account === undefined) {
      account = { kept: 0, broken: 0, lines: [] };
      this.#accounts.set(id, account);
    }
    return account;
  }
}
