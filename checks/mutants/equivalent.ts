/**
 * Mutants that no check can kill, because they say the same. Each with the reason; one that is killed after
 * all, or whose line is no more, makes `npm run mutants` fail.
 */
export interface EquivalentMutant {
  readonly file: string;
  /** The line of the source, without the space around it. */
  readonly source: string;
  /** [operator, replacement] of each that this line has. */
  readonly mutants: readonly (readonly [operator: string, replacement: string])[];
  readonly because: string;
}

export const EQUIVALENT: readonly EquivalentMutant[] = [
  {
    file: "model/bits.ts",
    source: "return (value >>> (8 * index)) & 0xff;",
    mutants: [["WrongMask", "value >> 8 * index"]],
    because: "the bits that the sign fills are above the byte, and are masked off",
  },
  {
    file: "model/qemu/memory-core.ts",
    source: "for (const { piece, calls } of dispatchWrite(rules, { offset, size, value: 0n })) {",
    mutants: [
      ["ConstantOffByOne", "1n"],
      ["ConstantOffByOne", "-1n"],
    ],
    because: "of a read only the places of its pieces are used, and no value",
  },
  {
    file: "model/qemu/memory-core.ts",
    source: "const most = rules.valid.maximumSize || 4;",
    mutants: [["ConstantOffByOne", "5"]],
    because: "the size is rounded down to a power of two",
  },
  {
    file: "model/qemu/memory-core.ts",
    source: "return piece.size > maximumSize || piece.size < minimumSize;",
    mutants: [["ConditionalExpression", "false"]],
    because: "no piece is larger than the maximum: it was cut by it. The test is QEMU's and stays",
  },
  {
    file: "model/qemu/memory-core.ts",
    source: "const least = rules.implemented.minimumSize || 1;",
    mutants: [["ConstantOffByOne", "0"]],
    because: "a piece has one byte at least, and so has what it is compared with",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source:
      "const FLAGS_MAXIMUM = 0x000e; // PCI_MSI_FLAGS_QMASK: log2 of the vectors the device has, read only",
    mutants: [["ConstantOffByOne", "15"]],
    because: "the lowest bit is shifted out wherever the mask is used",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "bytes[at] = ((bytes[at] ?? 0) & ~mask) | (byteOf(value, i) & mask);",
    mutants: [
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: "the byte is there: the lines before leave out what is not of the capability",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source:
      "if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) {",
    mutants: [
      ["EqualityOperator", "offset <= MSI_ADDRESS_HIGH_64 + 4"],
      ["ConstantOffByOne", "5"],
    ],
    because: "the byte after the address is the data's first, which can be written too",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source:
      "setBytes(bytes, MSI_FLAGS, (flags & ~FLAGS_ALLOCATED) | (maximum << ALLOCATED_SHIFT), 2);",
    mutants: [["ConstantOffByOne", "1"]],
    because: "the upper byte of the flags is written back as it was",
  },
  {
    file: "model/quirks/as-posted/machine.ts",
    source: "types: {",
    mutants: [["ObjectLiteral", "{}"]],
    because: "only the types of these values are used",
  },
  {
    file: "model/quirks/as-posted/machine.ts",
    source: 'event.type === "GUEST_WRITES_REGISTER"',
    mutants: [["ConditionalExpression", "true"]],
    because: "the action stands in transitions of this event only; the test is for the compiler",
  },
  {
    file: "model/quirks/as-posted/machine.ts",
    source: 'event.type === "GUEST_SETS_VECTORS"',
    mutants: [["ConditionalExpression", "true"]],
    because: "the action stands in a transition of this event only; the test is for the compiler",
  },
  {
    file: "model/quirks/as-posted/guests.ts",
    source: "dropped: readonly HandlerAssumption[] = [],",
    mutants: [["ArrayDeclaration", '["Stryker was here"]']],
    because: "no assumption has that name, so none is dropped",
  },
  {
    file: "model/quirks/as-posted/guests.ts",
    source: "return slot !== undefined && isInProgress(slots[slot]);",
    mutants: [["ConditionalExpression", "true"]],
    because: "only data writes are asked about, which have a slot; the test is for the compiler",
  },
  {
    file: "model/quirks/as-posted/symbols.ts",
    source: "const GUEST_ADDRESS = 0xfee00000n;",
    mutants: [["ConstantOffByOne", "4276092929n"]],
    because: "the lowest two bits of the address register are 0 whatever is written",
  },
  {
    file: "model/quirks/as-posted/symbols.ts",
    source: "export function roleOf(capability: MsiCapability, value: bigint): Role {",
    mutants: [
      [
        "BranchOrder",
        '{ if (value === concreteValue(capability, "guest-address")) return { kind: "guest-address" }; const guestOffset = value - BigInt(msiData(capability)); if (value === BigInt(HOST_PAIR.addressLow)) return { kind: "host-address" }; if (isVectorOffset(guestOffset)) return { kind: "guest-data", vector: Number(guestOffset) }; const hostOffset = value - BigInt(HOST_PAIR.word8); if (isVectorOffset(hostOffset)) return { kind: "host-data", vector: Number(hostOffset) }; return { kind: "other", value }; }',
      ],
    ],
    because:
      "the host's address is not among the 32 values from the guest's data on, and the other way round",
  },
];
