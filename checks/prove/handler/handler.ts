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

/** What handler.ts compares, each by itself. */
export interface Predicates {
  readonly "size is 4": Term;
  readonly "MSI is enabled": Term;
  readonly "value is the guest's address": Term;
  readonly "offset is awaited": Term;
  readonly "value is the guest's data": Term;
}

export const HANDLER_FILE = "model/quirks/as-posted/handler.ts";

const ACCESS = object({
  offset: number(INPUT.offset),
  size: number(INPUT.size),
  value: { kind: "bigint", term: INPUT.data },
});

/** handler.ts as a program. @param text of it */
export function handlerProgram(text: string): Program {
  return new Program(HANDLER_FILE, text);
}

/** @throws NotKnown for syntax that is not known */
export function handlerOf(program: Program): Handler {
  const list = [VIEW_VALUE, number(INPUT.cookie), ACCESS];
  const { value: result, obligations } = program.call("writeHandler", list);
  const branch = termOf(field(result, "branch"), "string");
  return {
    value: termOf(field(result, "value"), "bigint"),
    cookie: termOf(field(result, "cookie"), "number"),
    isBranch: (name) => equal(branch, termOf(program.string(name), "string")),
    obligations,
  };
}

/** @throws NotKnown for syntax that is not known */
export function predicatesOf(program: Program): Predicates {
  const call = (name: string, list: readonly Value[]) =>
    termOf(program.call(name, list).value, "boolean");
  return {
    "size is 4": equal(INPUT.size, constant(4, 32)),
    "MSI is enabled": ENABLED,
    "value is the guest's address": call("isGuestAddress", [VIEW_VALUE, ACCESS]),
    "offset is awaited": call("isAwaitedOffset", [number(INPUT.cookie), ACCESS]),
    "value is the guest's data": call("isGuestData", [VIEW_VALUE, ACCESS]),
  };
}

/** The two comparisons with what the guest programmed, for these registers and this value (32 bits each). */
export function comparisonsOf(
  program: Program,
  registers: { readonly address: Term; readonly word8: Term; readonly allocated: Term },
  written: Term,
): { readonly isAddress: Term; readonly isData: Term } {
  const { address, word8, allocated } = registers;
  const view = object({
    guestAddressLow: number(address),
    guestWord8: number(word8),
    vectorsAllocated: number(allocated),
  });
  const access = object({ value: { kind: "bigint", term: zeroExtend(written, 64) } });
  const call = (name: string) => termOf(program.call(name, [view, access]).value, "boolean");
  return { isAddress: call("isGuestAddress"), isData: call("isGuestData") };
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

function termOf(value: Value, kind: Primitive["kind"]): Term {
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
