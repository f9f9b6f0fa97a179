import type { RouterOutputs } from "@berth/client";

/** A size as admins see it, with the revision that a change of it names. */
export type Size = RouterOutputs["admin"]["skus"]["list"]["skus"][number];
