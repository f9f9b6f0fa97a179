import { findDrift, wantedShape } from "../drift/index.ts";
import type { ContainerDrift } from "../engine.ts";
import type { ContainerSpec } from "../spec.ts";
import { defaultHashKey, specHash } from "../spec-hash.ts";
import type { Connection } from "./calls.ts";
import type { ContainerRecord } from "./container-record.ts";

const enforced = { memory: true, swap: true, cpu: true, pids: true } as const;

/** The same comparison as the real engine's. Images of the simulated machine bring nothing of their own. */
export function driftOf({ world, installation }: Connection, spec: ContainerSpec, record: ContainerRecord): ContainerDrift {
	const hashKey = defaultHashKey(installation);
	const here = world.images.local(spec.image)?.id ?? null;
	const shapeOf = (one: ContainerSpec, imageId: string | null) => wantedShape(one, { installation, hashKey, imageId, enforced });
	const standing = specOfRecord(spec, record);
	return {
		id: record.id,
		missing: false,
		replaces: record.specHash !== specHash(spec, hashKey),
		fields: findDrift(shapeOf(spec, here), shapeOf(standing, here === null ? null : record.image.id), {}),
	};
}

/** What the container was made as, with the limits it has now. `fallback`: for what an own container always has. */
function specOfRecord(fallback: ContainerSpec, record: ContainerRecord): ContainerSpec {
	return {
		...(record.made?.made ?? fallback),
		name: record.name,
		owner: { tenantId: record.tenantId ?? "", leaseId: record.leaseId ?? "" },
		service: record.service ?? "",
		index: record.index ?? 0,
		generation: record.generation ?? 0,
		image: record.image.ref,
		ports: record.ports,
		network: { name: record.network, aliases: record.aliases === "" ? [] : record.aliases.split("\0") },
		resources: record.limits ?? fallback.resources,
	};
}
