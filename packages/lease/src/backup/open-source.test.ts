import { type RetentionId, systemClock } from "@berth/core";
import type { ContainerObservation } from "@berth/engine";
import { expect, it } from "vitest";
import { noLog } from "../observe.ts";
import { aLease, anObservation } from "../testing/records.ts";
import type { BackupSource, BackupTools } from "./backup-tools.ts";
import { openSource } from "./open-source.ts";

const signal = new AbortController().signal;
const volume = { id: "v", service: "web", index: 0, quotaBytes: 1 };
const lease = { ...aLease({ state: "stopped" }), volumes: [volume] };
const retentionId = "01900000-0000-7000-8000-0000000000aa" as RetentionId;
const record = { ...lease, id: retentionId, leaseId: lease.id, leaseName: lease.name, state: "active" };

/** A stopped lease, and a closed one that left data; `left` is what is on the node of either. */
function open(source: BackupSource, left: { readonly containers: readonly ContainerObservation[] }) {
	const stores = {
		leases: { find: async () => lease },
		reader: { currentReleases: async () => new Map([[lease.id, { manifest: { services: {} } }]]) },
		imports: { revision: async () => "1" },
		retentions: { find: async () => record, volumes: async () => [volume] },
	};
	// Only what is asked is there.
	const tools = {
		stores,
		engine: { containers: { list: async () => left.containers } },
		engineNode: null,
		directory: { nodes: async () => new Map() },
		clock: systemClock,
		log: noLog,
	} as unknown as BackupTools;
	return openSource(tools, { label: "user:ada", scope: { tenantId: lease.tenantId }, seesValues: true }, source, signal);
}

const sources: readonly (readonly [string, BackupSource])[] = [
	["a stopped lease", { leaseId: lease.id }],
	["what a closed lease left", { retentionId }],
];

it.each(sources)("the data of %s is not read while a container may write to it, also one that is held up", async (_, source) => {
	for (const phase of ["running", "paused", "restarting", "stopping"] as const)
		await expect(open(source, { containers: [anObservation({ phase })] })).rejects.toMatchObject({ code: "INVALID_STATE" });
	const left = { containers: [anObservation({ phase: "exited" }), anObservation({ phase: "created" })] };
	const opened = await open(source, left);
	await opened.assertSame();
	left.containers.push(anObservation({ phase: "paused" }));
	await expect(opened.assertSame()).rejects.toMatchObject({ code: "CONFLICT", data: { why: "moved" } });
});
