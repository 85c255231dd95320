import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

const main = join(packageRoot(), "dist/cli/main.js");

function made(args: readonly string[], jobs: string) {
  const all = [main, ...args, "--jobs", jobs, "--json", "-"];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    encoding: "utf8",
    cwd: packageRoot(),
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

describe("on one thread and on more the bytes are the same", () => {
  it.each(["2", "3", "8"])("verify --vectors 1-2 --order 1, %s threads", (jobs) => {
    const args = ["verify", "--vectors", "1-2", "--order", "1"];
    expect(made(args, jobs)).toEqual(made(args, "1"));
  });

  it.each([
    "verify --order 0 --vectors 1-4",
    "verify --drop full-grant,interrupt-remapping --vectors 1-2",
    "verify --guest linux-1",
    "verify --quirk guest-asks --vectors 1-4",
    "verify --quirk ./examples/deaf-quirk.ts --vectors 2",
    "compare --order 1 --deep 1",
    "explain interrupt-isolated/full-grant+interrupt-remapping",
    "explain pair-fresh/full-grant+stable-host-pair",
  ])("%s, 3 threads", (command) => {
    const args = command.split(" ");
    const one = made(args, "1");
    expect([0, 1]).toContain(one.status);
    expect(made(args, "3")).toEqual(one);
  });
});
