/** The ring of stations as an XState machine, one region each, for @xstate/graph. */
import { and, createMachine, not, type StateValue, stateIn } from "xstate";

/** The ring, all stations idle at first; it takes `wait.3` and the like. */
export function stationsMachine(stations: number) {
  const regions = Array.from({ length: stations }, (_, at) => [`s${at}`, region(at, stations)]);
  return createMachine({ type: "parallel", states: Object.fromEntries(regions) });
}

function region(at: number, stations: number) {
  const isBusy = (station: number) => stateIn({ [`s${station}`]: "busy" });
  const [left, right] = [(at + stations - 1) % stations, (at + 1) % stations];
  return {
    initial: "idle",
    states: {
      idle: { on: { [`wait.${at}`]: "waiting" } },
      waiting: {
        on: {
          [`giveUp.${at}`]: "idle",
          [`begin.${at}`]: { target: "busy", guard: and([not(isBusy(left)), not(isBusy(right))]) },
        },
      },
      busy: { on: { [`end.${at}`]: "resting" } },
      resting: { on: { [`recover.${at}`]: "idle" } },
    },
  };
}

/**
 * The events that a state takes, guards included: given all events in every state, @xstate/graph would be
 * slower and count those that change nothing.
 */
export function stationsEvents(value: StateValue): { readonly type: string }[] {
  const phases = Object.values(value);
  const isBusy = (station: number) => phases.at(station % phases.length) === "busy";
  return phases.flatMap((phase, at) => {
    const mayBegin = !isBusy(at - 1) && !isBusy(at + 1);
    return eventsOf(String(phase), mayBegin).map((name) => ({ type: `${name}.${at}` }));
  });
}

function eventsOf(phase: string, mayBegin: boolean): readonly string[] {
  if (phase === "idle") return ["wait"];
  if (phase === "waiting") return mayBegin ? ["giveUp", "begin"] : ["giveUp"];
  return phase === "busy" ? ["end"] : ["recover"];
}
