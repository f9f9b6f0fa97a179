import { AppError } from "@berth/core";
import type { NetworkGroup } from "../engine.ts";
import { assertSafeName } from "../safe-names.ts";
import { type Connection, callDaemon } from "./calls.ts";

export function createNetworks(connection: Connection): NetworkGroup {
	const { world, installation } = connection;
	return {
		ensure: (spec, call) =>
			callDaemon(connection, { operation: "networks.ensure", subject: spec.name }, call, () => {
				assertSafeName(spec.name);
				const standing = world.networks.find(spec.name);
				if (!standing) return { id: world.networks.add({ ...spec, installation }).id, outcome: "created" as const };
				if (standing.installation !== installation || standing.tenantId !== spec.tenantId) {
					throw new AppError("CONFLICT", { data: { network: spec.name } });
				}
				return { id: standing.id, outcome: "kept" as const };
			}),
		// It remembers nothing from one call to the next.
		look: () => Promise.resolve(),
		removeIfEmpty: (name, call) =>
			callDaemon(connection, { operation: "networks.removeIfEmpty", subject: name }, call, () => {
				const standing = world.networks.find(name);
				if (standing?.installation !== installation) return { outcome: "gone" as const };
				if (world.containers.countOn(name) > 0) return { outcome: "kept" as const };
				world.networks.remove(name);
				return { outcome: "removed" as const };
			}),
		list: (call) =>
			callDaemon(connection, { operation: "networks.list", subject: "" }, call, () =>
				[...world.networks.all()]
					.filter((network) => network.installation === installation)
					.map(({ id, name, tenantId }) => ({ id, name, tenantId, containers: world.containers.countOn(name) })),
			),
	};
}
