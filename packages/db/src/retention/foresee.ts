import type { Queryable } from "../query.ts";
import type { RetentionStore } from "../retention-store.ts";
import { readCapScene } from "./read-caps.ts";
import { weighCaps } from "./weigh-caps.ts";

/** Says what a close would make of so many bytes at present; the close itself weighs it anew. Cost: as `readCapScene`; no lock. */
export async function foreseeRetained(
	db: Queryable,
	{ tenantId, nodeId, partition }: Parameters<RetentionStore["foresee"]>[0],
	bytes: number,
): ReturnType<RetentionStore["foresee"]> {
	const scene = await readCapScene(db, tenantId, nodeId);
	return scene === null ? { kind: "kept", evict: [] } : weighCaps(scene.caps, { nodeId, partition, bytes }, scene.own, scene.onNode);
}
