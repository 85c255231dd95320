/** How far the world is, on the progress line. */
import { grouped } from "../reports/columns.js";
import type { Progress } from "./progress.js";
import type { PoolProgress } from "./world-pool.js";

/** Shows how far the world is: searches, states, their rate, and time left if all searches took as long. */
export function worldTeller(progress: Progress): (how: PoolProgress) => void {
  const start = performance.now();
  return ({ done, jobs, nodes }) => {
    const seconds = (performance.now() - start) / 1000;
    const rate = Math.round(nodes / seconds);
    const left = done === 0 ? "" : `, about ${Math.ceil((seconds * (jobs - done)) / done)} s left`;
    progress.update(
      `world: ${done} of ${jobs} searches, ${grouped(nodes)} states, ${grouped(rate)} a second${left}`,
    );
  };
}
