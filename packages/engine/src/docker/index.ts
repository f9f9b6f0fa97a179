export type { EngineLog } from "./context.ts";
export { createDockerEngine, type DockerEngine, type DockerEngineOptions } from "./docker-engine.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export type { IngressExpectation, PreflightOptions } from "./preflight-options.ts";
