/** Verifies the world on the second core, while the first walks the machine. */
import { parentPort, workerData } from "node:worker_threads";
import { verifyWorld, type WorldOptions } from "../checks/world/verify.js";

parentPort?.postMessage(verifyWorld(workerData as WorldOptions));
