import type { ChangePlanView, LeaseId, NodeId, UpdateInput } from "@berth/core";
import type { HostPortWish } from "@berth/db";
import { admitDefinition } from "../builds/admit-definition.ts";
import { transition } from "../machine/transition.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import { planAdmission } from "../queries/plan-admission.ts";
import { type ImageSight, planImages } from "../queries/plan-images.ts";
import type { Caller } from "../service.ts";
import { planChange } from "../work/plan-change.ts";
import { assertChanges } from "./change-release.ts";
import type { CommandContext } from "./command-context.ts";
import { assertExpected, readPresent } from "./current-release.ts";
import { domainsOf } from "./lease-items.ts";
import { roomFor } from "./room.ts";
import { readUpdate } from "./update-lease.ts";

/**
 * What an update would do to each service and what it would take beside what is held, found out without writing anything.
 *
 * Errors  those of an update, but for want of room and domains that are taken, which are in the plan.
 */
export async function planUpdate(
	context: CommandContext,
	sight: ImageSight & { readonly nodeName: (id: NodeId) => Promise<string | null> },
	caller: Caller,
	input: UpdateInput,
): Promise<ChangePlanView> {
	const update = readUpdate(context, input);
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const present = await readPresent(context, caller, input.leaseId as LeaseId);
	const { lease, release } = present;
	const { definition: target } = await admitDefinition(context, lease, await update.target(present));
	assertExpected(lease, input.expectedRelease);
	const move = transition(lease.state, "updateRequested");
	if (move.kind === "rejected") throw move.error;
	assertChanges(release, target);
	const { holds } = roomFor(context.clock, target.items, lease.volumes, lease.holds);
	const services = planChange(lease.serving === null ? null : release, target, { hasIngress: context.policy.ingressDomain !== null });
	const adds = {
		cpuMillis: holds.cpuMillis - (lease.holds?.cpuMillis ?? 0),
		memoryBytes: holds.memoryBytes - (lease.holds?.memoryBytes ?? 0),
		diskBytes: holds.diskBytes - (lease.holds?.diskBytes ?? 0),
	};
	const coming = services.filter(({ action, from, to }) => action === "add" || action === "replace" || to > from);
	const ports = wantedPorts(target).filter((wish) => !lease.hostPorts.some((held) => isSamePort(held, wish)));
	const [admission, images] = await Promise.all([
		planAdmission(
			context.stores,
			{ tenantId: lease.tenantId, name: null, adds, nodeId: lease.nodeId, domains: domainsOf(target.items), leaseId: lease.id },
			ports,
		),
		sight.nodeName(lease.nodeId).then((node) =>
			planImages(
				sight,
				target.manifest,
				coming.map(({ service }) => service),
				node,
			),
		),
	]);
	return { release: lease.releaseSeq + 1, services, adds, images, admission };
}

const isSamePort = (one: HostPortWish, other: HostPortWish): boolean =>
	one.service === other.service && one.index === other.index && one.port === other.port && one.protocol === other.protocol;
