import { describe, expect, it } from "vitest";
import { isWholeLine, parseLine } from "../../../checks/trace-log/codec.js";
import type { UnreadableLine } from "../../../checks/trace-log/lines.js";

const WRITE = "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)";
const EVENT = {
  kind: "region-write",
  name: "0000:01:00.0",
  region: 0,
  address: 0x80048,
  value: 0xfee00000n,
  size: 4,
};

function problemOf(line: string): string {
  const parsed = parseLine(line) as UnreadableLine | undefined;
  if (parsed?.kind !== "unreadable") throw new Error(`${parsed?.kind}: ${line}`);
  return parsed.problem;
}

describe("an event is taken whatever stands in front of it", () => {
  it.each([
    ["the log backend's process and time", "4711@1723482045.000123:"],
    ["an ISO time (QEMU 10.2)", "2025-10-02T09:15:00.123456Z "],
    ["a program, as of the next QEMU", "qemu-system-x86_64: "],
    [
      "program, thread and guest",
      "2026-02-03T04:05:06.1Z [vm1] qemu-system-x86_64(42:CPU 0/KVM): ",
    ],
    ["log-stap's process and nanoseconds", "4711@1723482045000123456 "],
    ["a journal's head", "Feb 03 04:05:06 host qemu-system-x86_64[4242]: "],
    ["syslog's, RFC 5424", "2026-02-03T04:05:06.100000+00:00 host qemu[4242]: "],
    ["ftrace's", "       CPU 0/KVM-4250    [003] .....  1234.567000: tracing_mark_write: "],
    ["grep -n", "100:"],
    ["grep -H", "qemu.log:"],
    ["cat -n", "   100\t"],
    ["a quotation", "> > "],
    ["a comment of a patch", "+ * "],
    ["a guest's console, cut", "[    4.6201"],
    ["a guest's prompt", "root@guest:~# "],
    ["an escape sequence", "\u001b[?2004l\r\u001b[0m"],
    ["a cut escape sequence", "\u001b[0"],
    ["a byte order mark", "\ufeff"],
    ["the end of a word", "warning: x"],
  ])("%s", (_, front) => {
    expect(parseLine(front + WRITE)).toEqual(EVENT);
  });

  it("and with white space or escape sequences around its text", () => {
    expect(parseLine(`${WRITE} \r`)).toEqual(EVENT);
    expect(parseLine(`${WRITE}\u001b[0m\r`)).toEqual(EVENT);
    const coloured = WRITE.replace("vfio_region_write", "\u001b[01;31m\u001b[K$&\u001b[m\u001b[K");
    expect(parseLine(coloured)).toEqual(EVENT);
  });

  it("also a '# quirkcheck:' line", () => {
    const none = { kind: "host", host: "unreadable" };
    for (const front of ["12:", "> ", "finding.log:"]) {
      expect(parseLine(`${front}# quirkcheck: host none`)).toEqual(none);
    }
  });
});

describe("a name without a payload is no event", () => {
  it.each([
    "-trace vfio_region_write -trace vfio_pci_write_config -trace 'vfio_quirk_ath_*'",
    "vfio_region_write",
    "vfio_pci_reset vfio_msi_setup vfio_quirk_ath_bar0_probe",
    "vfio_region_write : state 1",
    "trace_vfio_region_write(vbasedev->name, region->nr, addr, data, size);",
    "vfio_msi_setup -trace vfio_msi_enable",
    "the guest stopped at vfio_region_write",
    "vfio_intx_eoi  (0000:01:00.0) EOI",
    "vfio_msix_disable  (0000:01:00.0)",
    "qemu-system-x86_64: vfio: Error: Failed to enable 32 MSI vectors, retry with 1",
    "ath11k_pci 0000:00:03.0: MSI vectors: 1",
    "[drm] initialized for (0000:00:02.0)",
    "vfio-pci 0000:01:00.0: enabling device (0000 -> 0002)",
  ])("%s", (line) => {
    expect(parseLine(line)).toBeUndefined();
  });
});

describe("what is no whole event ends the replay", () => {
  it.each([
    ["two in one line", `${WRITE}${WRITE}`, /vfio_region_write and vfio_region_write in one line/],
    ["two of two kinds", `${WRITE} vfio_pci_reset  (0000:01:00.0)`, /and vfio_pci_reset in one/],
    ["with a line of ours", `${WRITE}# quirkcheck: host none`, /and # quirkcheck: in one line/],
    ["text behind it", `${WRITE}[    4.62] usb 1-1`, /^vfio_region_write: expected/],
    ["cut in a number", WRITE.slice(0, 52), /^vfio_region_write: expected/],
    ["text in its name of the device", WRITE.replace(":00.0", ":ok00.0"), /expected/],
    ["a repeated line of syslog's", `message repeated 2 times: [ ${WRITE}]`, /lines are missing/],
    ["two beginnings", `42@17000000004243@1700000000.1:${WRITE}`, /two events begin in front/],
    ["commented out", `# ${WRITE}`, /behind a '#'/],
    ["commented out and quoted", `12:> # ${WRITE}`, /behind a '#'/],
    [
      "the rest of one in front",
      `n  (0000:01:00.0:region0+0x8, 0x1, 4)${WRITE}`,
      /without its name/,
    ],
    ["in prose", "vfio_region_write (a write to a BAR)", /expected/],
  ])("%s", (_, line, problem) => {
    expect(problemOf(line)).toMatch(problem);
  });

  it.each([
    "ion_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)",
    "d  (0000:01:00.0:region0+0x80048, 4) = 0x0",
    "config  (0000:01:00.0, @0x54, 0xfee00000, len=0x4)",
    "config  (0000:01:00.0, @0x54, len=0x4) 0x0",
    "dress 0000:01:00.0[0x80048]: Replacing MSI address 0xfee00000 with value 0xfee01004",
    "up 0000:01:00.0 PCI MSI CAP @0x50",
    "ble  (0000:01:00.0) Enabled 1 MSI vectors",
    "eset  (0000:01:00.0)",
    "bar0_probe 0000:01:00.0",
    "vfio_quirk_ath_bar0_pr",
    "vfio_region_write[ 4.62] usb  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)",
    "ion_write 1.000 pid=7 name=b'0000:01:00.0' index=0x0 addr=0x8 data=0x1 size=0x4",
  ])("a part without its name: %s", (line) => {
    expect(problemOf(line)).toMatch(/a part of an event .* without its name before it/);
  });

  it.each([
    "May 27 10:00:00 host rsyslogd: message repeated 3 times: [ x]",
    "May 27 10:00:00 host systemd-journald[300]: Suppressed 55 messages from libvirtd.service",
    "rsyslogd: imuxsock lost 134 messages from pid 4242 due to rate-limiting",
    "CPU:3 [LOST 1234 EVENTS]",
    "CPU:0 [233 EVENTS DROPPED]",
    "Dropped_Event 0.000 pid=7 num_events_dropped=0x5",
  ])("the log says that lines are missing: %s", (line) => {
    expect(problemOf(line)).toMatch(/^lines are missing here/);
  });
});

describe("a last line without an ending", () => {
  it.each([
    [WRITE, true],
    ["some text of another program", true],
    ["vfio_msi_enable  (0000:01:00.0) Enabled 1 MSI vectors", true],
    [WRITE.slice(0, -1), false],
    ["vfio_region_write", false],
    ["vfio_reg", false],
    ["vfio_msi_enable  (0000:01:00.0)", false],
    ["vfio_pci_hot_reset  (0000:01:00.0) mul", false],
    // A number at the end may have had more digits.
    ["vfio_msi_setup 0000:01:00.0 PCI MSI CAP @0x5", false],
    ["vfio_quirk_ath_write_data 0000:01:00.0[0x8]: Replacing MSI data 0x1 with value 0x40", false],
    ["vfio_region_read  (0000:01:00.0:region0+0x80048, 4) = 0x4", false],
    // Not cut, but wrong.
    ["vfio_region_write  (0000:01:00.0:region0+0x80048, 0x1, 3)", true],
    [`${WRITE}${WRITE.slice(0, 40)}`, true],
    [`${WRITE}[ 4.62`, true],
    [`${WRITE}vfio_reg`, true],
  ])("%s: is whole, or wrong as it stands: %s", (line, isWhole) => {
    expect(isWholeLine(line)).toBe(isWhole);
  });
});
