import type { RouterOutputs } from "@berth/client";
import type { Mark } from "@/format/mark.ts";
import { fleetText } from "@/text/admin-fleet.ts";

export type Node = RouterOutputs["admin"]["node"]["list"]["nodes"][number];

const SILENT_MS = 30_000;
const words = fleetText.nodes.marks;

/** A node is unknown when nobody acts for it or its engine was not heard for a while; it is never called dead. */
export function markOfNode(node: Pick<Node, "seenAt" | "cordonedAt">, nowMs: number): Mark {
	if (node.seenAt === null || nowMs - Date.parse(node.seenAt) > SILENT_MS) return { shape: "unknown", word: words.silent };
	return node.cordonedAt === null ? { shape: "ok", word: words.live } : { shape: "rest", word: words.cordoned };
}
