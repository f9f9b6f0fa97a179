import type { LeaseId } from "@berth/core";
import { openDatabase } from "@berth/db";

/** A process that commits an event, takes what webhooks are owed for it and is killed before any of it is sent: `<database> <lease>`. */
const [, , url = "", leaseId = ""] = process.argv;
const database = await openDatabase({ url, poolMax: 2, statementTimeoutMs: 30_000 });
await database.stores.leases.change(leaseId as LeaseId, "all", null, () => ({
	result: null,
	change: {
		set: { quarantined: true },
		events: [{ actor: "test", operationId: null, body: { type: "quarantined", quarantined: true } }],
	},
}));
await database.runWebhookJobs(async (id) => {
	const taken = await database.stores.webhooks.take(id);
	if (taken?.delivery.type === "lease.quarantined") process.kill(process.pid, "SIGKILL");
	// What was owed before is somebody else's.
	if (taken !== null) await database.stores.webhooks.note(id, null, "owed");
	return taken === null ? null : 1_000;
}, new AbortController().signal);
