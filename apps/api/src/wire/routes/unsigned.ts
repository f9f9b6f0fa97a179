import type { WireHandler } from "../context.ts";
import { WireRefusal } from "../refusal.ts";

/** Whether the service can do its work. */
export const health: WireHandler = async ({ health: { health } }) => {
	const { ok, checks } = await health.ready();
	if (ok) return { status: 200, body: { status: "healthy" } };
	const unwell = checks.filter((check) => !check.ok).map(({ check }) => check);
	throw new WireRefusal(503, `${unwell.join(", ")} unhealthy`);
};

const MIB = 2 ** 20;

/** What there is on all nodes, and what of it is taken. */
export const stats: WireHandler = async ({ stores }) => {
	const { capacity, held, retainedBytes, instances } = await stores.backend.totals();
	return {
		status: 200,
		body: {
			total_cpu_cores: capacity.cpuMillis / 1_000,
			total_memory_mb: Math.floor(capacity.memoryBytes / MIB),
			total_disk_mb: Math.floor(capacity.diskBytes / MIB),
			allocated_cpu_cores: held.cpuMillis / 1_000,
			allocated_memory_mb: Math.ceil(held.memoryBytes / MIB),
			allocated_disk_mb: Math.ceil(held.diskBytes / MIB),
			available_cpu_cores: (capacity.cpuMillis - held.cpuMillis) / 1_000,
			available_memory_mb: Math.floor((capacity.memoryBytes - held.memoryBytes) / MIB),
			available_disk_mb: Math.max(0, Math.floor((capacity.diskBytes - held.diskBytes - retainedBytes) / MIB)),
			active_containers: instances,
		},
	};
};
