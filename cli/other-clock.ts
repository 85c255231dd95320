/** Another time and other random numbers, for code that must not notice. */

/** More than a day, and no round number of seconds. */
const STEP_MS = 100_000_007;

/**
 * Runs something while clocks are ahead: `tick` moves them on, and `Math.random` to the other end of its range.
 * Whoever has kept these functions from before does not notice.
 */
export function withOtherClock<T>(run: (tick: () => void) => T): T {
  const real = { Date: globalThis.Date, performanceNow: performance.now, random: Math.random };
  let ticks = 0;
  const now = () => real.Date.now() + ticks * STEP_MS;
  try {
    globalThis.Date = new Proxy(real.Date, {
      construct: (date, given, as) =>
        Reflect.construct(date, given.length > 0 ? given : [now()], as),
      apply: () => new real.Date(now()).toString(),
      get: (date, name) => (name === "now" ? now : Reflect.get(date, name)),
    });
    performance.now = () => real.performanceNow.call(performance) + ticks * STEP_MS;
    Math.random = () => (ticks % 2 === 0 ? 0 : 1 - Number.EPSILON);
    return run(() => void ticks++);
  } finally {
    globalThis.Date = real.Date;
    performance.now = real.performanceNow;
    Math.random = real.random;
  }
}
