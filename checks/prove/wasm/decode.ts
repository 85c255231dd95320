/**
 * A module of WebAssembly as far as executing its functions needs it.
 *
 * Source: WebAssembly Core Specification 2.0, section 5.5 (modules) and appendix 7.4 (the name section).
 */
import { NotKnown } from "../errors.js";
import { bodyOf, type Instruction, type Signature, valueType } from "./body.js";
import { Reader } from "./reader.js";

export interface WasmFunction {
  /** As the linker calls it; an imported one: module and name. */
  readonly name: string;
  readonly signature: Signature;
  /**
   * Undefined for an imported function. Read when it is asked for: what is not known elsewhere in the module is
   * no concern of the proof's.
   */
  readonly body: (() => FunctionBody) | undefined;
}

interface FunctionBody {
  /** Widths of the local variables behind the parameters. */
  readonly locals: readonly number[];
  /** The last is the function's own `end`. */
  readonly instructions: readonly Instruction[];
}

export interface WasmModule {
  readonly functions: readonly WasmFunction[];
  /** Functions by their exported name. */
  readonly exports: ReadonlyMap<string, number>;
  /** Functions by their place in the table. */
  readonly table: ReadonlyMap<number, number>;
  /** Initial values of the globals; undefined for what is no constant. */
  readonly globals: readonly (bigint | undefined)[];
  readonly globalNames: ReadonlyMap<number, string>;
  /** Of memory that is filled at the start, the lowest address. */
  readonly lowestData: bigint;
}

type Sections = (id: keyof typeof SECTION) => Reader;

const SECTION = {
  name: 0,
  type: 1,
  import: 2,
  function: 3,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  data: 11,
} as const;

/** @throws NotKnown if it is no module, or has what no C compiler makes of a quirk */
export function decode(bytes: Uint8Array): WasmModule {
  const sections = sectionsOf(bytes);
  const types = sections("type").list((reader) => signatureOf(reader));
  const imported = importsOf(sections("import"), types);
  const { functions: names, globals: globalNames } = namesOf(sections("name"));
  const signatures = sections("function").list((reader) => at(types, reader.count()));
  const bodies = sections("code").list((reader) => {
    const length = reader.count();
    return reader.take(length);
  });
  const own = signatures.map((signature, i): WasmFunction => {
    const name = names.get(imported.length + i) ?? `function ${imported.length + i}`;
    return { name, signature, body: once(() => functionBody(at(bodies, i), types)) };
  });
  return {
    functions: [...imported, ...own],
    exports: exportsOf(sections("export")),
    table: tableOf(sections("element")),
    globals: sections("global").list((reader) => {
      valueType(reader);
      reader.byte();
      return constantOf(reader);
    }),
    globalNames,
    lowestData: lowestOf(sections("data")),
  };
}

function sectionsOf(bytes: Uint8Array): Sections {
  if (bytes[0] !== 0 || bytes[1] !== 0x61) throw new NotKnown("no module of WebAssembly");
  const reader = new Reader(bytes, 8);
  const found = new Map<number, Reader>();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const section = new Reader(reader.take(reader.count()));
    if (id !== SECTION.name || section.text() === "name") found.set(id, section);
  }
  return (id) => found.get(SECTION[id]) ?? new Reader(new Uint8Array([0]));
}

function signatureOf(reader: Reader): Signature {
  if (reader.byte() !== 0x60) throw new NotKnown("a type that is no function's");
  return { parameters: reader.list(valueType), results: reader.list(valueType) };
}

function importsOf(section: Reader, types: readonly Signature[]): readonly WasmFunction[] {
  return section.list((reader) => {
    const [from, name] = [reader.text(), reader.text()];
    if (reader.byte() !== 0) throw new NotKnown(`the import ${name}, which is no function`);
    const signature = at(types, reader.count());
    return { name: from === "env" ? name : `${from}.${name}`, signature, body: undefined };
  });
}

function exportsOf(section: Reader): ReadonlyMap<string, number> {
  const all = section.list((reader) => {
    const name = reader.text();
    return { name, kind: reader.byte(), index: reader.count() };
  });
  return new Map(all.filter(({ kind }) => kind === 0).map(({ name, index }) => [name, index]));
}

function tableOf(section: Reader): ReadonlyMap<number, number> {
  const table = new Map<number, number>();
  section.list((reader) => {
    if (reader.count() !== 0) throw new NotKnown("a table that is not filled at the start");
    const start = Number(constantOf(reader));
    for (const [i, index] of reader.list((each) => each.count()).entries()) {
      table.set(start + i, index);
    }
  });
  return table;
}

function lowestOf(section: Reader): bigint {
  const starts = section.list((reader) => {
    if (reader.count() !== 0) throw new NotKnown("memory that is not filled at the start");
    const start = constantOf(reader);
    reader.take(reader.count());
    return start ?? 0n;
  });
  return starts.reduce((a, b) => (a < b ? a : b), 1n << 32n);
}

/** An initial value: one constant and `end`; undefined for another expression. */
function constantOf(reader: Reader): bigint | undefined {
  const code = reader.byte();
  const isConstant = code === 0x41 || code === 0x42;
  const value = isConstant ? reader.signed() : undefined;
  while (reader.byte() !== 0x0b);
  return value;
}

function namesOf(section: Reader): {
  readonly functions: ReadonlyMap<number, string>;
  readonly globals: ReadonlyMap<number, string>;
} {
  const found = new Map<number, ReadonlyMap<number, string>>();
  while (!section.isAtEnd) {
    const id = section.byte();
    const part = new Reader(section.take(section.count()));
    // 1: functions; 7: globals (extended name section).
    if (id === 1 || id === 7) {
      found.set(id, new Map(part.list((reader) => [reader.count(), reader.text()] as const)));
    }
  }
  return { functions: found.get(1) ?? new Map(), globals: found.get(7) ?? new Map() };
}

function functionBody(bytes: Uint8Array, types: readonly Signature[]): FunctionBody {
  const reader = new Reader(bytes);
  const locals = reader.list((each) => {
    const count = each.count();
    const width = valueType(each);
    return Array.from({ length: count }, () => width);
  });
  return { locals: locals.flat(), instructions: bodyOf(reader, types) };
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new NotKnown(`the module names a ${index}th of ${list.length}`);
  return found;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
