import { clean } from "../steps/clean.ts";
import { createContainers } from "../steps/create-containers.ts";
import { ensureNetwork } from "../steps/ensure-network.ts";
import { ensureVolumes } from "../steps/ensure-volumes.ts";
import { pullImages } from "../steps/pull-images.ts";
import { resizeInstances } from "../steps/resize-instances.ts";
import { routeInstances } from "../steps/route-instances.ts";
import { runInits } from "../steps/run-inits.ts";
import { startAndVerify } from "../steps/start-and-verify.ts";
import { stopYielding } from "../steps/stop-yielding.ts";
import type { Step } from "../work.ts";

/** Everything up to containers that could be started: whatever fails here has cost what serves nothing. */
export const prepareSteps: readonly Step[] = [pullImages, ensureNetwork, ensureVolumes, createContainers];

/** From there until all that comes is ready and reachable. */
export const riseSteps: readonly Step[] = [runInits, stopYielding, startAndVerify, routeInstances];

/** Brings a release up, beside or in the place of what serves, and takes away what is not to serve any more. */
export const serveSteps: readonly Step[] = [...prepareSteps, resizeInstances, ...riseSteps, clean];
