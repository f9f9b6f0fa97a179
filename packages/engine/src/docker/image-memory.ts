import type { Lately } from "./lately.ts";
import type { ImageInspect } from "./wire.ts";

/** Images as they were seen a moment ago, for who compares in the end what the daemon made with what was remembered. */
export type ImageMemory = Lately<ImageInspect>;
