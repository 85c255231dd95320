import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runHere } from "../run-here.js";
import { scratchFile } from "./replay-streams.js";

const TRACE = "traces/wcn6855-linux.log";
const LSPCI = `01:00.0 Network controller: Qualcomm QCNFA765
	Capabilities: [50] MSI: Enable+ Count=1/32 Maskable+ 64bit-
		Address: fee01004  Data: 4041
`;
const replay = (args: readonly string[], input = "") =>
  runHere("cli/main.js", ["replay", ...args], { input });

describe("replay --lspci", () => {
  it("takes the host's pair as if it were given by hand, from a file or standard input", async () => {
    const byHand = await replay([TRACE, "--host-address", "fee01004", "--host-data", "4041"]);
    expect(await replay([TRACE, "--lspci", await scratchFile("lspci", LSPCI)])).toEqual(byHand);
    expect(await replay([TRACE, "--lspci", "-"], LSPCI)).toEqual(byHand);
    expect(byHand.status).toBe(0);
  });

  it("takes place and layout too", async () => {
    const wide = LSPCI.replace("[50]", "[70]").replace("64bit-", "64bit+");
    const json = await scratchFile("out.json");
    await replay([TRACE, "--lspci", "-", "--json", json], wide);
    const { summary } = JSON.parse(readFileSync(json, "utf8"));
    expect(summary.start.capability).toEqual({ offset: "0x70", is64Bit: true });
  });

  it.each([
    [["-", "--lspci", "-"], LSPCI, "the log is read from standard input"],
    [[TRACE, "--lspci", "-", "--host-data", "1"], LSPCI, "cannot be used with"],
    [
      [TRACE, "--lspci", "-", "--msi-cap", "70"],
      LSPCI,
      "--lspci: - has the MSI capability at 0x50, --msi-cap at 0x70",
    ],
    [[TRACE, "--lspci", "-", "--msi-64-bit"], LSPCI, "has 64bit-, which --msi-64-bit contradicts"],
    [[TRACE, "--lspci", "-"], "", "--lspci: -: no device's line"],
    [[TRACE, "--lspci", "nowhere"], "", "nowhere: cannot be read (ENOENT)"],
    [[TRACE, "--lspci", ""], "", "--lspci: the file name is empty"],
  ])("refuses %j in one line", async (args, input, message) => {
    const { status, stdout, stderr } = await replay(args, input);
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
