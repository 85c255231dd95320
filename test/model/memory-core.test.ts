import { describe, expect, it } from "vitest";
import {
  type AccessRules,
  dispatchRead,
  dispatchWrite,
  VFIO_REGION_ACCESS,
} from "../../model/qemu/memory-core.js";

/** The rules of the patch's window, spelled out here so that these tests stand alone. */
const WINDOW: AccessRules = {
  valid: { minimumSize: 4, maximumSize: 8, unaligned: false },
  implemented: { minimumSize: 0, maximumSize: 0, unaligned: false },
};

/** One string a dispatch: "lost offset/size", or the calls as "offset/size=value" joined by " + ". */
function dispatches(rules: AccessRules, offset: number, size: number, value: bigint): string[] {
  const name = (a: { offset: number; size: number; value: bigint }) =>
    `${a.offset}/${a.size}=${a.value.toString(16)}`;
  return dispatchWrite(rules, { offset, size, value }).map(({ piece, rejected, calls }) => {
    if (rejected) {
      expect(calls).toEqual([]);
      return `lost ${name(piece)}`;
    }
    return calls.map(name).join(" + ");
  });
}

const FOUR = 0x44332211n;
const EIGHT = 0x8877665544332211n;

describe("writes to the trapped window", () => {
  it("an aligned 4-byte write arrives as one call, unchanged", () => {
    expect(dispatches(WINDOW, 0x48, 4, 0xfee00000n)).toEqual(["72/4=fee00000"]);
    expect(dispatches(WINDOW, 4, 4, FOUR)).toEqual(["4/4=44332211"]);
    expect(dispatches(WINDOW, 0, 4, FOUR)).toEqual(["0/4=44332211"]);
  });

  it("an aligned 8-byte write is one dispatch of two 4-byte calls, low half first", () => {
    expect(dispatches(WINDOW, 8, 8, EIGHT)).toEqual(["8/4=44332211 + 12/4=88776655"]);
    expect(dispatches(WINDOW, 0, 8, EIGHT)).toEqual(["0/4=44332211 + 4/4=88776655"]);
  });

  it("an 8-byte write at an odd multiple of 4 is two dispatches of one 4-byte call each", () => {
    expect(dispatches(WINDOW, 4, 8, EIGHT)).toEqual(["4/4=44332211", "8/4=88776655"]);
    expect(dispatches(WINDOW, 0x4c, 8, EIGHT)).toEqual(["76/4=44332211", "80/4=88776655"]);
  });

  it("a 1-byte write is lost at every alignment", () => {
    for (const offset of [0, 1, 2, 3, 4, 8]) {
      expect(dispatches(WINDOW, offset, 1, 0xffn)).toEqual([`lost ${offset}/1=ff`]);
    }
  });

  it("a 2-byte write is lost, aligned or not", () => {
    expect(dispatches(WINDOW, 0, 2, 0x2211n)).toEqual(["lost 0/2=2211"]);
    expect(dispatches(WINDOW, 2, 2, 0x2211n)).toEqual(["lost 2/2=2211"]);
    expect(dispatches(WINDOW, 4, 2, 0x2211n)).toEqual(["lost 4/2=2211"]);
    expect(dispatches(WINDOW, 1, 2, 0x2211n)).toEqual(["lost 1/1=11", "lost 2/1=22"]);
    expect(dispatches(WINDOW, 3, 2, 0x2211n)).toEqual(["lost 3/1=11", "lost 4/1=22"]);
  });

  it("a 4-byte write that is not 4-byte aligned is lost in all its pieces", () => {
    expect(dispatches(WINDOW, 1, 4, FOUR)).toEqual(["lost 1/1=11", "lost 2/2=3322", "lost 4/1=44"]);
    expect(dispatches(WINDOW, 2, 4, FOUR)).toEqual(["lost 2/2=2211", "lost 4/2=4433"]);
    expect(dispatches(WINDOW, 3, 4, FOUR)).toEqual(["lost 3/1=11", "lost 4/2=3322", "lost 6/1=44"]);
  });

  it("an unaligned 8-byte write arrives in part: only the aligned 4 bytes inside it", () => {
    expect(dispatches(WINDOW, 2, 8, EIGHT)).toEqual([
      "lost 2/2=2211",
      "4/4=66554433",
      "lost 8/2=8877",
    ]);
    expect(dispatches(WINDOW, 1, 8, EIGHT)).toEqual([
      "lost 1/1=11",
      "lost 2/2=3322",
      "4/4=77665544",
      "lost 8/1=88",
    ]);
    expect(dispatches(WINDOW, 3, 8, EIGHT)).toEqual([
      "lost 3/1=11",
      "4/4=55443322",
      "lost 8/2=7766",
      "lost 10/1=88",
    ]);
    expect(dispatches(WINDOW, 6, 8, EIGHT)).toEqual([
      "lost 6/2=2211",
      "8/4=66554433",
      "lost 12/2=8877",
    ]);
  });

  it("a write of 5, 6 or 7 bytes at an aligned offset delivers its first 4 bytes", () => {
    expect(dispatches(WINDOW, 8, 5, 0x5544332211n)).toEqual(["8/4=44332211", "lost 12/1=55"]);
    expect(dispatches(WINDOW, 8, 6, 0x665544332211n)).toEqual(["8/4=44332211", "lost 12/2=6655"]);
    expect(dispatches(WINDOW, 8, 7, 0x77665544332211n)).toEqual([
      "8/4=44332211",
      "lost 12/2=6655",
      "lost 14/1=77",
    ]);
  });
});

describe("writes to the rest of a vfio BAR", () => {
  it("its rules are 1 to 8 bytes, aligned, for the guest and for the callback", () => {
    expect(VFIO_REGION_ACCESS).toEqual({
      valid: { minimumSize: 1, maximumSize: 8, unaligned: false },
      implemented: { minimumSize: 1, maximumSize: 8, unaligned: false },
    });
  });

  it("an aligned write of any power of two passes whole, also of 8 bytes", () => {
    expect(dispatches(VFIO_REGION_ACCESS, 8, 8, EIGHT)).toEqual(["8/8=8877665544332211"]);
    expect(dispatches(VFIO_REGION_ACCESS, 4, 4, FOUR)).toEqual(["4/4=44332211"]);
    expect(dispatches(VFIO_REGION_ACCESS, 2, 2, 0x2211n)).toEqual(["2/2=2211"]);
    expect(dispatches(VFIO_REGION_ACCESS, 3, 1, 0x11n)).toEqual(["3/1=11"]);
  });

  it("an unaligned write is cut into aligned pieces and none is lost", () => {
    expect(dispatches(VFIO_REGION_ACCESS, 2, 8, EIGHT)).toEqual([
      "2/2=2211",
      "4/4=66554433",
      "8/2=8877",
    ]);
    expect(dispatches(VFIO_REGION_ACCESS, 4, 8, EIGHT)).toEqual(["4/4=44332211", "8/4=88776655"]);
    expect(dispatches(VFIO_REGION_ACCESS, 1, 4, FOUR)).toEqual(["1/1=11", "2/2=3322", "4/1=44"]);
  });
});

describe("writes under other rules", () => {
  it("with no maximum named a write is cut at 4 bytes and no size is rejected", () => {
    const rules: AccessRules = {
      valid: { minimumSize: 2, maximumSize: 0, unaligned: false },
      implemented: { minimumSize: 0, maximumSize: 0, unaligned: false },
    };
    expect(dispatches(rules, 8, 8, EIGHT)).toEqual(["8/4=44332211", "12/4=88776655"]);
    expect(dispatches(rules, 3, 1, 0x11n)).toEqual(["3/1=11"]);
  });

  it("a callback of 2 bytes at most gets an 8-byte write in four calls of one dispatch", () => {
    const rules: AccessRules = {
      ...WINDOW,
      implemented: { ...WINDOW.implemented, maximumSize: 2 },
    };
    expect(dispatches(rules, 8, 8, EIGHT)).toEqual([
      "8/2=2211 + 10/2=4433 + 12/2=6655 + 14/2=8877",
    ]);
  });

  it("a callback of 4 bytes at least gets a 1-byte write widened with zeros", () => {
    const rules: AccessRules = {
      ...VFIO_REGION_ACCESS,
      implemented: { minimumSize: 4, maximumSize: 4, unaligned: false },
    };
    expect(dispatches(rules, 8, 1, 0xffn)).toEqual(["8/4=ff"]);
  });

  it("a callback that takes unaligned accesses gets them whole if they are valid, else they are lost", () => {
    const implemented = { minimumSize: 0, maximumSize: 8, unaligned: true };
    const valid = { minimumSize: 1, maximumSize: 8, unaligned: true };
    expect(dispatches({ valid, implemented }, 2, 8, EIGHT)).toEqual(["2/8=8877665544332211"]);
    expect(dispatches({ valid: { ...valid, unaligned: false }, implemented }, 2, 8, EIGHT)).toEqual(
      ["lost 2/8=8877665544332211"],
    );
  });
});

describe("reads", () => {
  /** A device whose byte at offset x is 0xa0 + x. */
  const device = (offset: number, size: number) => {
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = value * 256n + BigInt(offset + i + 0xa0);
    return value;
  };

  it("an aligned read of the window gives what the device gives", () => {
    expect(dispatchRead(WINDOW, 4, 4, device)).toBe(0xa7a6a5a4n);
    expect(dispatchRead(WINDOW, 8, 8, device)).toBe(0xafaeadacabaaa9a8n);
    expect(dispatchRead(WINDOW, 4, 8, device)).toBe(0xabaaa9a8a7a6a5a4n);
  });

  it("a read that is too small or not aligned gives 0, and the device is not asked", () => {
    const never = () => {
      throw new Error("the device was read");
    };
    expect(dispatchRead(WINDOW, 4, 1, never)).toBe(0n);
    expect(dispatchRead(WINDOW, 4, 2, never)).toBe(0n);
    expect(dispatchRead(WINDOW, 2, 4, never)).toBe(0n);
  });

  it("an unaligned 8-byte read has zeros around the 4 bytes that were read", () => {
    expect(dispatchRead(WINDOW, 2, 8, device)).toBe(0x0000a7a6a5a40000n);
    expect(dispatchRead(VFIO_REGION_ACCESS, 2, 8, device)).toBe(0xa9a8a7a6a5a4a3a2n);
  });

  it("a callback's answer is cut to the size of the call", () => {
    expect(dispatchRead(WINDOW, 4, 4, () => 0x1_2345_6789n)).toBe(0x23456789n);
    expect(dispatchRead(WINDOW, 8, 8, () => 2n ** 64n - 1n)).toBe(0xffffffffffffffffn);
    expect(dispatchRead(VFIO_REGION_ACCESS, 1, 1, () => -1n)).toBe(0xffn);
  });

  it("the device is read low half first, in 4-byte calls", () => {
    const asked: string[] = [];
    dispatchRead(WINDOW, 8, 8, (offset, size) => {
      asked.push(`${offset}/${size}`);
      return 0n;
    });
    expect(asked).toEqual(["8/4", "12/4"]);
  });
});
