/** Tests that ask a real QEMU need one; where it is not installed they are skipped. */
import { spawnSync } from "node:child_process";

export const QEMU = "qemu-system-x86_64";
export const HAS_QEMU = spawnSync(QEMU, ["--version"]).status === 0;

/** For the title of what is skipped without it. */
export const NEEDS_QEMU = HAS_QEMU ? "" : " (skipped: apt-get install qemu-system-x86)";
