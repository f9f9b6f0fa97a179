import {
	AppError,
	builtReference,
	isBuiltNamespace,
	type NodeId,
	notYours,
	readBuiltReference,
	type Service,
	type TenantId,
} from "@berth/core";
import { checkDefinition } from "../commands/check-definition.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { Definition } from "../work/plan-change.ts";

/** Whose lease it is of, and where that is; null where it may go anywhere yet. */
interface Place {
	readonly tenantId: TenantId;
	readonly nodeId: NodeId | null;
}

export interface Admitted {
	/** Each image that the tenant built is the build that its name stands for now, which the release is of for ever. */
	readonly definition: Definition;
	/** Where its images are; null where any registry has them. */
	readonly nodeId: NodeId | null;
}

/**
 * Holds a definition against every rule, and its images against what its tenant has built.
 *
 * Errors  those of `checkDefinition`; IMAGE_NOT_ALLOWED for another tenant's image; IMAGE_NOT_FOUND for one of its own that is not
 *         there, or not where the lease is; INVALID_MANIFEST for one that a registry shall be asked for.
 */
export async function admitDefinition(
	{ stores, policy }: Pick<CommandContext, "stores" | "policy">,
	place: Place,
	{ manifest, items }: Definition,
): Promise<Admitted> {
	let nodeId: NodeId | null = null;
	const services: Record<string, Service> = {};
	for (const [name, service] of Object.entries(manifest.services)) {
		if (!isBuiltNamespace(service.image)) {
			services[name] = service;
			continue;
		}
		const built = await findOwn(stores, place.tenantId, service.image);
		if (service.pull_policy === "always") throw noRegistry(name);
		const wanted = place.nodeId ?? nodeId;
		if (wanted !== null && wanted !== built.nodeId) throw elsewhere(service.image);
		nodeId = built.nodeId;
		services[name] = { ...service, image: builtReference(built) };
	}
	const definition = nodeId === null ? { manifest, items } : { manifest: { ...manifest, services }, items };
	checkDefinition(policy, definition);
	if (nodeId !== null && place.nodeId === null && (await stores.nodes.find(nodeId))?.cordonedAt != null)
		throw new AppError("CAPACITY_EXHAUSTED", { message: "The node that has the image takes no new leases at present." });
	return { definition, nodeId };
}

async function findOwn({ builtImages }: Pick<CommandContext["stores"], "builtImages">, tenantId: TenantId, image: string) {
	const reference = readBuiltReference(image);
	if (reference === null || (reference.tenantId !== null && reference.tenantId !== tenantId)) throw notYours(image);
	const built = await builtImages.find(tenantId, reference);
	if (built === null)
		throw new AppError("IMAGE_NOT_FOUND", {
			message: `There is no image ${image}: it was not built, or is kept no longer.`,
			data: { image },
		});
	return built;
}

const elsewhere = (image: string): AppError =>
	new AppError("IMAGE_NOT_FOUND", { message: `The image ${image} is on another node than it would be needed on.`, data: { image } });

function noRegistry(service: string): AppError {
	const path = `services.${service}.pull_policy`;
	const message = "an image that was built here is in no registry that could be asked for it";
	return new AppError("INVALID_MANIFEST", {
		message: `The manifest is not valid: ${path}: ${message}`,
		data: { issues: [{ path, message }] },
	});
}
