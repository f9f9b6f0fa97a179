import type { RouterOutputs } from "@berth/client";

/** A key as lists show it. */
export type KeyView = RouterOutputs["key"]["list"]["keys"][number];
