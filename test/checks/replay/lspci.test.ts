import { describe, expect, it } from "vitest";
import { hostMsi } from "../../../checks/replay/lspci.js";

/** As lspci -vv prints a device; `lines` in the place of its MSI capability. */
const device = (address: string, ...lines: readonly string[]) =>
  [
    `${address} Network controller: Qualcomm QCNFA765 Wireless Network Adapter (rev 01)`,
    "\tSubsystem: Foxconn International, Inc. Device e105",
    "\tRegion 0: Memory at fc400000 (64-bit, non-prefetchable) [size=2M]",
    "\tCapabilities: [40] Power Management version 3",
    "\t\tStatus: D0 NoSoftRst+ PME-Enable- DSel=0 DScale=0 PME-",
    ...lines,
    "\tCapabilities: [70] Express (v2) Endpoint, MSI 00",
    "\t\tDevCap:\tMaxPayload 256 bytes, PhantFunc 0, Latency L0s unlimited, L1 <64us",
    "\tCapabilities: [148 v1] Secondary PCI Express",
    "\tKernel driver in use: vfio-pci",
    "",
  ].join("\n");
const MSI = "\tCapabilities: [50] MSI: Enable+ Count=32/32 Maskable+ 64bit-";
const PAIR = "\t\tAddress: fee01004  Data: 4021";
const MASKING = "\t\tMasking: fe000000  Pending: 00000000";
const GOOD = device("01:00.0", MSI, PAIR, MASKING);

describe("what lspci -vv prints on the host", () => {
  it("has pair, place and layout of the MSI capability", () => {
    const pair = { address: 0xfee01004, high: 0, data: 0x4021 };
    expect(hostMsi(GOOD, undefined)).toEqual({ pair, offset: 0x50, is64Bit: false });
    expect(hostMsi(GOOD.replaceAll("\n", "\r\n"), undefined)).toMatchObject({ pair });
  });

  it("has 16 digits of the address where the capability has 64 bits", () => {
    const msi = "\tCapabilities: [a0] MSI: Enable+ Count=1/16 Maskable- 64bit+";
    const wide = device("0001:01:00.0", msi, "\t\tAddress: 00000020fee00000  Data: 0000");
    expect(hostMsi(wide, undefined)).toEqual({
      pair: { address: 0xfee00000, high: 0x20, data: 0 },
      offset: 0xa0,
      is64Bit: true,
    });
  });

  it("is of the device that was named, with its domain or without, where there are several", () => {
    const other = device("02:00.0", MSI, "\t\tAddress: fee0f00c  Data: 4041");
    const both = `${GOOD}\n${other}`;
    expect(hostMsi(both, "0000:02:00.0").pair.data).toBe(0x4041);
    expect(hostMsi(both, "01:00.0").pair.data).toBe(0x4021);
    expect(() => hostMsi(both, undefined)).toThrow(
      "has 2 devices, 01:00.0, 02:00.0: choose one with --name",
    );
    expect(() => hostMsi(both, "0001:02:00.0")).toThrow("has no device 0001:02:00.0");
  });

  it.each([
    ["", "no device's line"],
    ["vfio_region_write  (0000:01:00.0:region0+0x80048, 0x1, 4)", "no device's line"],
    [
      `01:00.0 Network controller: x\n\tCapabilities: <access denied>\n`,
      "01:00.0: its capabilities are <access denied>: lspci -vv has to be run by root",
    ],
    [device("01:00.0"), "01:00.0: has no MSI capability"],
    [device("01:00.0", MSI.replace("Enable+", "Enable-"), PAIR), "MSI is disabled (Enable-)"],
    [device("01:00.0", MSI, "\t\tAddress: 00000000  Data: 0000"), "address and data are 0"],
    [device("01:00.0", MSI), "no line 'Address: ... Data: ...' follows"],
    [device("01:00.0", MSI, "\t\tAddress: fee01004  Data: 14021"), "are not 64 and 16 bits"],
    [device("01:00.0", MSI, "\t\tAddress: 00000020fee00000  Data: 0"), "is above 4 GiB"],
  ])("is refused in one line where it tells no pair: %#", (text, message) => {
    expect(() => hostMsi(text, undefined)).toThrow(message);
  });
});
