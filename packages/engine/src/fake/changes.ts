import { AppError } from "@berth/core";
import type { ChangeGroup, LimitChange } from "../change-group.ts";
import { assertSafeName } from "../safe-names.ts";
import { type Connection, callDaemon } from "./calls.ts";
import { type ContainerRecord, memoryInUse } from "./container-record.ts";
import { startContainer, stopContainer } from "./lifecycle.ts";
import { aboutContainer, ownContainer } from "./own-container.ts";

/** Less the daemon does not take. */
const MEMORY_BYTES_MIN = 6 * 1_048_576;

export function createChanges(connection: Connection): ChangeGroup {
	const { world } = connection;
	return {
		updateLimits: (id, change, call) =>
			callDaemon(connection, aboutContainer(connection, "changes.updateLimits", id), call, () => {
				const record = ownContainer(connection, id);
				return { changed: changeLimits(record, change) };
			}),
		rename: (id, name, call) =>
			callDaemon(connection, aboutContainer(connection, "changes.rename", id), call, () => {
				const record = ownContainer(connection, id);
				if (record.name === assertSafeName(name)) return { changed: false };
				if (world.containers.find(name)) throw new AppError("CONFLICT", { data: { name } });
				world.containers.rename(record, name);
				return { changed: true };
			}),
		restart: (id, { graceMs }, call) =>
			callDaemon(connection, aboutContainer(connection, "changes.restart", id), call, async () => {
				const record = ownContainer(connection, id);
				if (record.phase === "running") await stopContainer(world, record, graceMs);
				startContainer(world, record);
			}),
	};
}

/** Errors  BAD_INPUT as the real engine gives it, and then nothing is changed. */
export function changeLimits(record: ContainerRecord, change: LimitChange): boolean {
	const before = record.limits;
	if (!before) return false;
	if (change.memoryBytes !== undefined && change.memoryBytes < before.memoryBytes) assertLess(record, change.memoryBytes);
	record.limits = {
		memoryBytes: change.memoryBytes ?? before.memoryBytes,
		cpuMillis: change.cpuMillis ?? before.cpuMillis,
		pidsMax: change.pidsMax ?? before.pidsMax,
	};
	const { memoryBytes, cpuMillis, pidsMax } = record.limits;
	return memoryBytes !== before.memoryBytes || cpuMillis !== before.cpuMillis || pidsMax !== before.pidsMax;
}

function assertLess(record: ContainerRecord, memoryBytes: number): void {
	if (memoryBytes < MEMORY_BYTES_MIN) throw new AppError("BAD_INPUT", { data: { container: record.id } });
	const usedBytes = memoryInUse(record);
	if (record.phase === "running" && usedBytes >= memoryBytes)
		throw new AppError("BAD_INPUT", { data: { container: record.id, why: "memory-in-use", usedBytes } });
}
