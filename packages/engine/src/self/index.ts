export { detectPlacement } from "./docker-self.ts";
export type { OwnTraces } from "./own-ids.ts";
export type { Placement } from "./placement.ts";
