import type { Mark, MarkShape } from "./mark.ts";

/** How a part of the service is: `unknown` when nobody looked yet, or it is another process's; that is not `ill`. */
export type PartState = "well" | "late" | "ill" | "unknown";

const shapes: Record<PartState, MarkShape> = { well: "ok", late: "warn", ill: "bad", unknown: "unknown" };

export const markOfPart = (state: PartState): Mark => ({ shape: shapes[state], word: state });
