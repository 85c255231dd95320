/** The model's write handler on the same inputs as the C. */
import { ALLOCATED, ENABLED, INPUT, VIEW } from "../c/inputs.js";
import { NotKnown } from "../errors.js";
import { constant, equal, ite, zeroExtend } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import { Program } from "./evaluate.js";
import { field, type Obligation, object, type Primitive, type Value } from "./values.js";

export interface Handler {
  /** 64 bits. */
  readonly value: Term;
  readonly cookie: Term;
  /** When this branch is taken. */
  readonly isBranch: (name: string) => Term;
  readonly obligations: readonly Obligation[];
}

export const HANDLER_FILE = "model/quirks/as-posted/handler.ts";

/** @param text of handler.ts. @throws NotKnown for syntax that is not known */
export function handlerOf(text: string): Handler {
  const program = new Program(HANDLER_FILE, text);
  const { value: result, obligations } = program.call("writeHandler", [
    VIEW_VALUE,
    number(INPUT.cookie),
    object({
      offset: number(INPUT.offset),
      size: number(INPUT.size),
      value: { kind: "bigint", term: INPUT.data },
    }),
  ]);
  const branch = term(field(result, "branch"), "string");
  return {
    value: term(field(result, "value"), "bigint"),
    cookie: term(field(result, "cookie"), "number"),
    isBranch: (name) => equal(branch, term(program.string(name), "string")),
    obligations,
  };
}

/** `HandlerView`: what the registers give, as `handlerView` takes it from the capability. */
const VIEW_VALUE = object({
  msiEnabled: { kind: "boolean", term: ENABLED },
  vectorsAllocated: number(ALLOCATED),
  guestAddressLow: number(VIEW.guestAddress),
  guestWord8: number(VIEW.guestWord8),
  physical: object({
    addressLow: number(orZero(VIEW.addressFails, VIEW.hostAddress)),
    word8: number(orZero(VIEW.word8Fails, VIEW.hostWord8)),
  }),
});

function term(value: Value, kind: Primitive["kind"]): Term {
  if (value.kind !== kind) throw new NotKnown(`a ${value.kind} where a ${kind} is expected`);
  return value.term;
}

/** An unsigned register of at most 53 bits as a number; the offset is so by a hypothesis. */
function number(register: Term): Value {
  return { kind: "number", term: zeroExtend(register, 64) };
}

/** `FAILED_PHYSICAL_READ`: 0 where the read fails. */
function orZero(fails: Term, register: Term): Term {
  return ite(fails, constant(0, register.width), register);
}
