import { describe, expect, it } from "vitest";
import { parseLine } from "../../../checks/trace-log/codec.js";

const NAME = "0000:01:00.0";
const address = {
  kind: "quirk-address",
  name: NAME,
  address: 0x80048,
  guest: 0xfee00000n,
  physical: 0xfee01004,
};

describe("lines of the quirk, of reads and of resets", () => {
  it.each([
    `vfio_quirk_ath_write_address ${NAME}[0x80048]: Replacing MSI address 0xfee00000 with value 0xfee01004`,
    `4711@1723482045.000123:vfio_quirk_ath_write_address ${NAME}[0x80048]: Replacing MSI address 0xfee00000 with value 0xfee01004`,
    `vfio_quirk_ath_write_address 12.345 pid=7 name=b'${NAME}' addr=0x80048 data=0xfee00000 phys=0xfee01004`,
  ])("are read as any printer writes them: %s", (line) => {
    expect(parseLine(line)).toEqual(address);
  });

  it("are told apart", () => {
    const lines = [
      `vfio_quirk_ath_write_data ${NAME}[0x80050]: Replacing MSI data 0x21 with value 0x4041`,
      `vfio_quirk_ath_bar0_probe ${NAME}`,
      `vfio_region_read  (${NAME}:region0+0x80050, 4) = 0x4041`,
      `vfio_region_read 12.345 pid=7 name=b'${NAME}' index=0x0 addr=0x80050 size=0x4 data=0x4041`,
      `vfio_pci_reset  (${NAME})`,
    ];
    expect(lines.map(parseLine)).toEqual([
      { ...address, kind: "quirk-data", address: 0x80050, guest: 0x21n, physical: 0x4041 },
      { kind: "quirk-probe", name: NAME },
      { kind: "region-read", name: NAME, region: 0, address: 0x80050, size: 4, value: 0x4041n },
      { kind: "region-read", name: NAME, region: 0, address: 0x80050, size: 4, value: 0x4041n },
      { kind: "qemu-reset", name: NAME },
    ]);
  });

  it.each([
    `vfio_quirk_ath_write_data ${NAME}[0x80050]: Replacing MSI data 0x21 with value 0x123456789`,
    `vfio_region_read  (${NAME}:region0+0x80050, 3) = 0x0`,
    `vfio_region_read  (${NAME}:region0+0x10000000000000, 4) = 0x0`,
  ])("are refused if QEMU cannot have written them: %s", (line) => {
    expect(parseLine(line)).toMatchObject({ kind: "unreadable" });
  });

  it.each(["", "hello", "# vfio_region_read", "vfio_intx_enable  (a)", "vfio_region_readx (a)"])(
    "are none of these: '%s'",
    (line) => {
      expect(parseLine(line)).toBeUndefined();
    },
  );
});
