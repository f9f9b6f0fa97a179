import { AppError } from "@berth/core";
import type { ContainerSpec } from "@berth/engine";
import { ingressOf } from "../ingress/ingress-of.ts";
import { routableDomains } from "../ingress/routable-domains.ts";
import { volumeMounts } from "../volumes/mounts.ts";
import { containerSpec } from "./container-spec.ts";
import { blame } from "./failure.ts";
import type { PlacedInstance } from "./instance-rows.ts";
import { type Definition, partOf } from "./plan-change.ts";
import type { Work } from "./work.ts";

/**
 * Specs of a release's containers as they are to be on this node now: where they keep what they write, and how they are reached.
 *
 * Which of the tenant's domains lead here is asked once for all of them.
 */
export async function specsOf(
	work: Work,
	definition: Definition,
	instances: readonly PlacedInstance[],
	signal: AbortSignal,
): Promise<ContainerSpec[]> {
	const domains = await routableDomains(work, { lease: work.lease, items: definition.items, instances: work.instances }, signal);
	return Promise.all(
		instances.map(async (instance) => {
			const part = partOf(definition, instance.service);
			if (part === null) throw new AppError("INTERNAL", { cause: new Error(`${instance.service} is not in its release`) });
			const { service, item } = part;
			const image = await imageOf(work, service.image, instance, signal);
			const domain = domains.get(instance.service) ?? null;
			const ingress = service.role === "init" ? undefined : ingressOf(work.ingress, service, { quantity: item.quantity, domain });
			return containerSpec(work.lease, definition, instance, {
				network: work.networks.name(work.lease.tenantId),
				...volumeMounts({ items: definition.items, volumes: work.lease.volumes }, instance, image, service.tmpfs),
				...(ingress && { ingress }),
			});
		}),
	);
}

/** What `pull` found, or what is on the node of a release that was pulled earlier. */
async function imageOf({ engine, images }: Work, ref: string, instance: PlacedInstance, signal: AbortSignal) {
	const known = images.get(ref);
	if (known) return known;
	return blame("create", instance, async () => {
		const image = await engine.images.inspect(ref, { signal });
		if (image === null) throw new AppError("IMAGE_NOT_FOUND", { data: { image: ref } });
		images.set(ref, image);
		return image;
	});
}
