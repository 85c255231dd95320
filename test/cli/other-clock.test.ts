import { describe, expect, it } from "vitest";
import { withOtherClock } from "../../cli/other-clock.js";

const DAY = 24 * 3600 * 1000;

describe("another clock", () => {
  it("is more than a day ahead at each tick, by every way to ask the time", () => {
    const clocks = [
      () => Date.now(),
      () => Date.parse(new Date().toISOString()),
      () => Date.parse(Date()),
      () => performance.now(),
    ];
    for (const now of clocks) {
      const before = now();
      withOtherClock((tick) => {
        for (let days = 1; days <= 3; days++) {
          tick();
          expect(now() - before).toBeGreaterThan(days * DAY);
        }
      });
      // Real time has gone by, less than a minute of it.
      expect(now() - before).toBeLessThan(60_000);
    }
  });

  it("leaves dates that are given as they are", () => {
    withOtherClock((tick) => {
      tick();
      expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
      expect(new Date("2024-08-12T17:00:45Z").getTime()).toBe(Date.UTC(2024, 7, 12, 17, 0, 45));
      expect(new Date()).toBeInstanceOf(Date);
    });
  });

  it("comes with random numbers at either end of their range, which are no others at a second look", () => {
    withOtherClock((tick) => {
      expect(Math.random()).toBe(0);
      tick();
      expect([Math.random(), Math.random()]).toEqual([1 - Number.EPSILON, 1 - Number.EPSILON]);
    });
  });

  it("is gone afterwards, and after an error", () => {
    const real = [Date, performance.now, Math.random];
    const failing = () => {
      throw new Error("ouch");
    };
    expect(() => withOtherClock(failing)).toThrow("ouch");
    expect(withOtherClock(() => "done")).toBe("done");
    expect([Date, performance.now, Math.random]).toEqual(real);
  });
});
