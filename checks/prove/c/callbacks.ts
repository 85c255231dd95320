/** The write and the read callback of a compiled quirk, executed on terms. */
import { undefinedBehaviour } from "../../conform/compiled/trap.js";
import { NotKnown } from "../errors.js";
import { constant, known, zeroExtend } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import type { WasmModule } from "../wasm/decode.js";
import { execute, type Path, type Surroundings } from "../wasm/execute.js";
import { Memory } from "../wasm/memory.js";
import { INPUT } from "./inputs.js";
import { type Note, type QemuFunction, qemuFunctions } from "./qemu.js";
import type { Attached } from "./sandbox.js";

/** One way through a callback. */
export interface CallbackPath extends Pick<Path<Note>, "condition" | "ends" | "notes"> {
  /** 64 bits: the cookie afterwards; of a path that ends early as it was. */
  readonly cookie: Term;
  /** What a read callback returns, 64 bits. */
  readonly result: Term | undefined;
}

/** A compiled quirk's callbacks, for one device. */
export interface Callbacks {
  readonly write: readonly CallbackPath[];
  readonly read: readonly CallbackPath[];
  /** The cookie as the probe leaves it. */
  readonly initialCookie: bigint;
}

const HELPERS = new Set([
  "set_device",
  "set_cookie",
  "get_cookie",
  "quirk_set_cookie",
  "quirk_cookie",
]);

/**
 * @param functions of the patch: these are executed, with its trace points and our helpers, and no others
 * @throws NotKnown for anything that is not known
 */
export function callbacksOf(
  module: WasmModule,
  functions: readonly string[],
  attached: Attached,
): Callbacks {
  const { places } = attached;
  const outside = new Map([...qemuFunctions(places), ...checksOf(module)]);
  requireOnce(module, outside);
  const own = new Set(functions);
  const around: Surroundings<Note> = {
    module,
    outside,
    inside: (name) => own.has(name) || name.startsWith("trace_") || HELPERS.has(name),
  };
  const code = new Code(around, places.state);
  const fresh = new Memory(attached.memory, stackTop(module));
  const initialCookie = known(code.cookie(fresh));
  if (initialCookie === undefined) throw new NotKnown("the cookie that the probe leaves");
  const prepared = code.prepared(fresh);
  const { offset, data, size } = INPUT;
  return {
    write: code.callback(prepared, places.write, [offset, data, size]),
    read: code.callback(prepared, places.read, [offset, size]),
    initialCookie,
  };
}

class Code {
  readonly #state: Term;

  constructor(
    private readonly around: Surroundings<Note>,
    state: number,
  ) {
    this.#state = constant(state, 32);
  }

  /** The device's values are anything, and so is the cookie. */
  prepared(fresh: Memory): Memory {
    const { config, capability, fd, configOffset, name, cookie } = INPUT;
    const device = [config, zeroExtend(capability, 32), fd, configOffset, name];
    const memory = this.#one("set_device", device, fresh).memory;
    return this.#one("set_cookie", [this.#state, zeroExtend(cookie, 64)], memory).memory;
  }

  cookie(memory: Memory): Term {
    const [cookie] = this.#one("get_cookie", [this.#state], memory).results;
    if (cookie === undefined) throw new NotKnown("a cookie without a value");
    return cookie;
  }

  /** Every path through the callback. @throws NotKnown if one changes other memory than the cookie */
  callback(before: Memory, place: number, list: readonly Term[]): readonly CallbackPath[] {
    const index = this.around.module.table.get(place);
    if (index === undefined) throw new NotKnown("a callback that is no function of the module");
    const isCookie = this.#cookieBytes(before);
    return execute(this.around, index, [this.#state, ...list], before).map((path) => {
      const { condition, ends, notes, memory } = path;
      const other = memory.changedSince(before).find((address) => !isCookie.has(address));
      if (other !== undefined) throw new NotKnown("memory other than the cookie is written");
      const cookie = this.cookie(ends === undefined ? memory : before);
      return { condition, ends, notes, cookie, result: path.results[0] };
    });
  }

  /** Where the cookie lies: what changes when another one is put in its place. */
  #cookieBytes(memory: Memory): ReadonlySet<number> {
    const other = this.#one("set_cookie", [this.#state, INPUT.data], memory).memory;
    return new Set(other.changedSince(memory));
  }

  /** A helper of ours: there is one way through it. */
  #one(name: string, list: readonly Term[], memory: Memory): Path<Note> {
    const index = this.around.module.exports.get(name);
    if (index === undefined) throw new NotKnown(`a module without ${name}`);
    const [path, ...others] = execute(this.around, index, list, memory);
    if (path === undefined || others.length > 0 || path.ends !== undefined) {
      throw new NotKnown(`${name} with several ways through it`);
    }
    return path;
  }
}

/** The compiler's own checks for undefined behaviour: a call of one is that. */
function checksOf({ functions }: WasmModule): readonly (readonly [string, QemuFunction])[] {
  return functions.flatMap(({ name, body }) => {
    if (body !== undefined || !name.startsWith("__ubsan_handle_")) return [];
    return [[name, () => ({ ends: undefinedBehaviour(name) })] as const];
  });
}

/** A name that stands for a function of QEMU's must not be that of another one too. */
function requireOnce({ functions }: WasmModule, outside: ReadonlyMap<string, unknown>): void {
  for (const name of outside.keys()) {
    if (functions.filter((each) => each.name === name).length > 1) {
      throw new NotKnown(`several functions called ${name}`);
    }
  }
}

/** The linker puts the stack below all data, so that its top is where the stack pointer begins. */
function stackTop({ globals, globalNames, lowestData }: WasmModule): number {
  const [place] = [...globalNames].find(([, name]) => name === "__stack_pointer") ?? [];
  const top = place === undefined ? undefined : globals[place];
  if (top === undefined || top > lowestData)
    throw new NotKnown("a stack that is not below all data");
  return Number(top);
}
