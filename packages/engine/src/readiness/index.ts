export { probeContainer } from "./probe-container.ts";
export { createProber, type ProbeResult, type Prober, type ProbeState, toldOf } from "./prober.ts";
export { assertReadiness, type ReadinessProbe, type ReadinessSpec, readReadiness } from "./readiness-spec.ts";
