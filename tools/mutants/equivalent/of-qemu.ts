/** Of model/bits.ts and model/qemu/. */
import type { EquivalentMutant } from "../findings.js";

export const OF_QEMU: readonly EquivalentMutant[] = [
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
    file: "model/qemu/msi-capability.ts",
    source: "setBytes(bytes, MSI_FLAGS, flags, 2);",
    mutants: [["ConstantOffByOne", "3"]],
    because: "the flags have no third byte, and the byte after them is still 0",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "return readLittleEndian(capability.bytes, dataOffset(capability.layout), 2);",
    mutants: [["ConstantOffByOne", "3"]],
    because: "what follows the data register is reserved and 0, or the end of the capability",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "flags | (vectorsToLog2(vectors, 128) << ALLOCATED_SHIFT),",
    mutants: [["ConstantOffByOne", "129"]],
    because: "129 is no power of two",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "function vectorsToLog2(vectors: number, most = 32): number {",
    mutants: [["ConstantOffByOne", "33"]],
    because: "33 is no power of two",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source:
      "let next = writeMsiConfig(capability, MSI_ADDRESS_LOW, Number(address & 0xffffffffn), 4);",
    mutants: [["ConstantOffByOne", "4294967294n"]],
    because: "the lowest two bits of the address register are 0 whatever is written",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source:
      "if (is64Bit) next = writeMsiConfig(next, MSI_ADDRESS_HIGH_64, Number(address >> 32n), 4);",
    mutants: [["ConditionalExpression", "true"]],
    because:
      "in the 32-bit layout that writes 0 to the data register, which is written next, and to reserved bytes",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "return readLittleEndian(capability.bytes, MSI_FLAGS, 2);",
    mutants: [["ConstantOffByOne", "1"]],
    because: "what is asked of the flags is in their lower byte; the upper one is read only",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "for (let i = 0; i < length; i++) bytes[offset + i] = byteOf(value, i);",
    mutants: [["ConstantOffByOne", "-1"]],
    because:
      "only the flags are set so: the byte before them is 0, and so is the top byte of the value",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "function writableMask(layout: MsiLayout, offset: number): number {",
    mutants: [
      [
        "BranchOrder",
        "{ const data = dataOffset(layout); if (offset === MSI_ADDRESS_LOW) return 0xfc; if (offset === MSI_FLAGS) return FLAG_ENABLE | FLAGS_ALLOCATED; if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff; if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) { return 0xff; } if (offset === data || offset === data + 1) return 0xff; if (layout.hasPerVectorMask && offset >= data + 4 && offset < data + 8) { return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4); } return 0; }",
      ],
      [
        "BranchOrder",
        "{ const data = dataOffset(layout); if (offset === MSI_FLAGS) return FLAG_ENABLE | FLAGS_ALLOCATED; if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff; if (offset === MSI_ADDRESS_LOW) return 0xfc; if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) { return 0xff; } if (offset === data || offset === data + 1) return 0xff; if (layout.hasPerVectorMask && offset >= data + 4 && offset < data + 8) { return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4); } return 0; }",
      ],
      [
        "BranchOrder",
        "{ const data = dataOffset(layout); if (offset === MSI_FLAGS) return FLAG_ENABLE | FLAGS_ALLOCATED; if (offset === MSI_ADDRESS_LOW) return 0xfc; if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) { return 0xff; } if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff; if (offset === data || offset === data + 1) return 0xff; if (layout.hasPerVectorMask && offset >= data + 4 && offset < data + 8) { return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4); } return 0; }",
      ],
      [
        "BranchOrder",
        "{ const data = dataOffset(layout); if (offset === MSI_FLAGS) return FLAG_ENABLE | FLAGS_ALLOCATED; if (offset === MSI_ADDRESS_LOW) return 0xfc; if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff; if (offset === data || offset === data + 1) return 0xff; if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) { return 0xff; } if (layout.hasPerVectorMask && offset >= data + 4 && offset < data + 8) { return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4); } return 0; }",
      ],
      [
        "BranchOrder",
        "{ const data = dataOffset(layout); if (offset === MSI_FLAGS) return FLAG_ENABLE | FLAGS_ALLOCATED; if (offset === MSI_ADDRESS_LOW) return 0xfc; if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff; if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) { return 0xff; } if (layout.hasPerVectorMask && offset >= data + 4 && offset < data + 8) { return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4); } if (offset === data || offset === data + 1) return 0xff; return 0; }",
      ],
    ],
    because: "each test is of other bytes",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff;",
    mutants: [
      ["EqualityOperator", "offset >= MSI_ADDRESS_LOW"],
      ["EqualityOperator", "offset <= MSI_ADDRESS_LOW + 4"],
      ["ConstantOffByOne", "5"],
    ],
    because:
      "the first byte was answered before; the byte after the register can be written whole in both layouts",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4);",
    mutants: [
      ["ArithmeticOperator", "offset - data + 4"],
      ["ArithmeticOperator", "offset + data"],
    ],
    because: "8 or 16 bytes on: 64 or 128 bits, and a shift counts modulo 32",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "const flags = readLittleEndian(bytes, MSI_FLAGS, 2);",
    mutants: [["ConstantOffByOne", "3"]],
    because: "the third byte is neither looked at nor written back",
  },
  {
    file: "model/qemu/msi-capability.ts",
    source: "if ((flags & FLAGS_ALLOCATED) >> ALLOCATED_SHIFT > maximum) {",
    mutants: [["EqualityOperator", "(flags & FLAGS_ALLOCATED) >> ALLOCATED_SHIFT >= maximum"]],
    because: "what is the maximum already is brought down to itself",
  },
];
