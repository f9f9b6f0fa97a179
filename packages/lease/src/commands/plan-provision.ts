import { AppError, heldBy, type ProvisionInput, type ProvisionPlanView, parseManifest, readPort, type TenantId } from "@berth/core";
import { admitDefinition } from "../builds/admit-definition.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import { planAdmission } from "../queries/plan-admission.ts";
import { type ImageSight, planImages } from "../queries/plan-images.ts";
import type { Caller } from "../service.ts";
import { type CommandContext, futureOf } from "./command-context.ts";
import { domainsOf, matchItems, sizeItems } from "./lease-items.ts";
import { roomFor } from "./room.ts";

/**
 * What a new lease would be, what would be pulled for it and whether it would be admitted, found out without writing anything.
 *
 * Errors  those of a provision that its request alone decides. Want of room, of quota or of the name is in the plan.
 */
export async function planProvision(
	context: CommandContext,
	sight: ImageSight,
	caller: Caller,
	tenantId: TenantId,
	input: ProvisionInput,
): Promise<ProvisionPlanView> {
	if (caller.scope !== "all" && caller.scope.tenantId !== tenantId) throw new AppError("NOT_FOUND");
	const { stores, clock } = context;
	const asked = parseManifest(input.manifest);
	const sized = await sizeItems(stores.catalog, matchItems(input.items, asked));
	if (input.expiresAt !== undefined) futureOf(clock, "expiresAt", input.expiresAt);
	const { definition, nodeId } = await admitDefinition(context, { tenantId, nodeId: null }, { manifest: asked, items: sized });
	const { manifest, items } = definition;
	const holds = heldBy(items, roomFor(clock, items, []).newVolumes);
	const admission = await planAdmission(
		stores,
		{ tenantId, name: input.name, adds: holds, nodeId, domains: domainsOf(items), leaseId: null },
		wantedPorts({ manifest, items }),
	);
	return {
		name: input.name,
		services: items.map(({ service, sku, quantity, diskBytes }) => ({
			service,
			sku,
			quantity,
			role: manifest.services[service]?.role ?? "main",
			image: manifest.services[service]?.image ?? "",
			ports: Object.entries(manifest.services[service]?.ports ?? {}).map(([spec, { stable }]) => ({
				...readPort(spec),
				stable: stable === true,
			})),
			volume: diskBytes === 0 ? null : { count: quantity, bytes: diskBytes },
		})),
		holds,
		images: await planImages(sight, manifest, Object.keys(manifest.services), admission.node),
		admission,
	};
}
