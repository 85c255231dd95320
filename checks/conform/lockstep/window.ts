/** Every word of the trapped window. */
import type { Comparison } from "./comparison.js";
import { CONCRETISATIONS, capabilityFor } from "./concretisations.js";
import { settingOf } from "./step.js";

/** Bytes from the start of the window to each word of it. */
export function wordsOf(windowSize: number): readonly number[] {
  return Array.from({ length: windowSize / 4 }, (_, word) => 4 * word);
}

/** Address, data and another value, each where nothing and where just this word is awaited. */
export function compareWindow(
  comparison: Comparison,
  windowSize: number,
  onProgress: () => void,
): void {
  const [plain] = CONCRETISATIONS;
  if (plain === undefined) throw new Error("there is a concretisation");
  const setting = settingOf(capabilityFor(plain, 4, true), plain.host);
  const { guestAddressLow, guestWord8 } = setting.view;
  const values = [BigInt(guestAddressLow), BigInt(guestWord8 + 1), 0x5a5a5a5an];
  for (const offset of wordsOf(windowSize)) {
    if (offset % 0x10000 === 0) onProgress();
    // Below the first word nothing is awaited, so it has one cookie.
    const calls = (offset === 0 ? [0] : [0, offset]).flatMap((cookie) =>
      values.map((value) => ({ setting, cookie, access: { offset, size: 4, value } })),
    );
    for (const call of calls) comparison.single(call);
  }
  comparison.flush();
}
