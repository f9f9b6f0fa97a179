import { AppError } from "@berth/core";
import type { ContainerGroup } from "../engine.ts";
import type { ExecGroup } from "../exec-group.ts";
import { rootOwner } from "../files/file-owner.ts";
import { assertReadiness } from "../readiness/index.ts";
import { assertHostPort, assertProgram, assertSafeMountPath, assertSafeName } from "../safe-names.ts";
import type { ContainerSpec } from "../spec.ts";
import { defaultHashKey, specHash } from "../spec-hash.ts";
import { inWholeLeases } from "../whole-leases.ts";
import { refuseAborted } from "./abortable.ts";
import { type About, type Connection, callDaemon, refuseUnreachable } from "./calls.ts";
import { changeLimits } from "./changes.ts";
import { type ContainerRecord, observeContainer, observeGone } from "./container-record.ts";
import { driftOf } from "./drift.ts";
import type { Operation } from "./faults.ts";
import { createContainer, removeContainer, startContainer, stopContainer } from "./lifecycle.ts";
import { waitReady } from "./wait-ready.ts";

export function createContainers(connection: Connection, exec: ExecGroup["run"]): ContainerGroup {
	const { world, installation } = connection;
	const find = (id: string) => world.containers.find(id);
	const about = (operation: Operation, subject: string): About => {
		const { leaseId = null, service = null, generation = null } = find(subject) ?? {};
		return { operation, subject, leaseId, service, generation };
	};
	const refuseForeign = (record: ContainerRecord) => {
		if (record.installation !== installation) throw new AppError("CONFLICT", { data: { name: record.name } });
	};

	return {
		ensure: (spec, call) =>
			callDaemon(
				connection,
				{
					operation: "containers.ensure",
					subject: spec.name,
					leaseId: spec.owner.leaseId,
					service: spec.service,
					generation: spec.generation,
				},
				call,
				async () => {
					[spec.name, spec.network.name].forEach(assertSafeName);
					spec.tmpfs.forEach(assertSafeMountPath);
					assertProgram(spec.command ?? []);
					assertReadiness(spec.readiness);
					for (const { hostPort } of spec.ports) if (hostPort !== undefined) assertHostPort(hostPort);
					for (const { volumeId, target, directory } of spec.mounts ?? []) {
						const wanted = { path: directory ?? assertSafeMountPath(target), owner: rootOwner, mode: 0o700 };
						await world.volumes.ensureDirectories(volumeId, [wanted], call);
					}
					const standing = find(spec.name);
					if (standing) refuseForeign(standing);
					if (standing && standing.specHash === specHash(spec, defaultHashKey(installation))) return keepContainer(standing, spec);
					const image = world.images.local(spec.image);
					if (!image) throw new AppError("IMAGE_NOT_FOUND", { data: { image: spec.image } });
					if (standing) removeContainer(world, standing);
					const { id } = createContainer(world, spec, installation, image);
					return { id, outcome: standing ? ("replaced" as const) : ("created" as const) };
				},
			),
		start: (id, call) =>
			callDaemon(connection, about("containers.start", id), call, () => {
				const record = find(id);
				if (!record) throw new AppError("NOT_FOUND", { data: { container: id } });
				if (record.phase === "running") return { changed: false };
				startContainer(world, record);
				return { changed: true };
			}),
		stop: (id, { graceMs }, call) =>
			callDaemon(connection, about("containers.stop", id), call, async () => {
				const record = find(id);
				if (record?.phase !== "running") return { changed: false };
				await stopContainer(world, record, graceMs);
				return { changed: true };
			}),
		remove: (id, call) =>
			callDaemon(connection, about("containers.remove", id), call, () => {
				const record = find(id);
				if (!record) return { changed: false };
				refuseForeign(record);
				removeContainer(world, record);
				return { changed: true };
			}),
		inspect: (id, call) =>
			callDaemon(connection, about("containers.inspect", id), call, () => {
				const record = find(id);
				return record ? observeContainer(record) : observeGone(id);
			}),
		list: (selector, call) =>
			callDaemon(
				connection,
				{ operation: "containers.list", subject: selector.leaseId ?? selector.tenantId ?? "", leaseId: selector.leaseId ?? null },
				call,
				() => {
					const { leaseId, tenantId, managed } = selector;
					if ([leaseId, tenantId, managed].every((value) => value === undefined)) throw new AppError("BAD_INPUT");
					return world.containers.select(installation, selector).map(observeContainer);
				},
			),
		walk: (see, call) =>
			// A list like the other to whoever plans its faults.
			callDaemon(connection, { operation: "containers.list", subject: "" }, call, async () => {
				for (const batch of inWholeLeases(world.containers.select(installation, {}), ({ leaseId }) => leaseId, WALKED_AT_ONCE)) {
					if (connection.dead()) return;
					refuseUnreachable(connection);
					await see(batch.map(observeContainer));
					refuseAborted(call.signal);
				}
			}),
		drift: (spec, call) =>
			callDaemon(connection, { ...about("containers.drift", spec.name), leaseId: spec.owner.leaseId }, call, () => {
				const record = find(assertSafeName(spec.name));
				if (record?.name !== spec.name) return { id: null, missing: true, replaces: false, fields: [] };
				refuseForeign(record);
				return driftOf(connection, spec, record);
			}),
		waitReady: (id, options, call) =>
			callDaemon(connection, about("containers.waitReady", id), call, () => {
				const record = find(id);
				if (!record) throw new AppError("NOT_FOUND", { data: { container: id } });
				return waitReady(connection, { record, exec }, options, call.signal);
			}),
	};
}

/** As few as there are leases in most tests, so that their walks have several parts. */
const WALKED_AT_ONCE = 3;

/** Also one that stands gets the limits that are asked for. */
function keepContainer(standing: ContainerRecord, { resources }: ContainerSpec) {
	changeLimits(standing, resources);
	return { id: standing.id, outcome: "kept" as const };
}
