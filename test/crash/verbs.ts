import type { LeaseId, LeaseState, RestoreInput } from "@berth/core";
import { withClient } from "../support/postgres.ts";
import type { LeaseWorld } from "./lease-world.ts";

/** One thing that can be asked of a lease, or that happens to it. */
export interface Verb {
	readonly name: string;
	readonly ends: LeaseState;
	/** Brings a lease to where the verb is asked for; it is the one that `ask` gets. */
	readonly before: (world: LeaseWorld) => Promise<LeaseId | null>;
	/** Returns the lease that the verb works on. */
	readonly ask: (world: LeaseWorld, id: LeaseId) => Promise<LeaseId>;
}

const callbackUrl = "http://127.0.0.1:9/callback";

/** `db` keeps data and has a port for itself, `web` does not; an init goes before both. `tag` says how `web` behaves. */
const stackOf = (tag: string, env: Record<string, string> = {}) => ({
	services: {
		migrate: { image: "app:exits-0-after-1", role: "init" },
		db: { image: "app:keeps-data", ports: { "5432/tcp": { stable: true } }, health_check: { test: ["CMD", "check"] } },
		web: { image: `app:${tag}`, ports: { "80/tcp": {} }, env, depends_on: { db: { condition: "service_healthy" } } },
	},
});
/** The same, with a health check of `web`. */
const checked = (tag: string) => {
	const { services } = stackOf(tag);
	return { services: { ...services, web: { ...services.web, health_check: { test: ["CMD", "check"] } } } };
};
const items = [
	{ service: "migrate", sku: "tiny", quantity: 1 },
	{ service: "db", sku: "disk", quantity: 1 },
	{ service: "web", sku: "tiny", quantity: 2 },
];

const provision = (world: LeaseWorld, tag = "1") => world.provision("one", { items, manifest: stackOf(tag) });
const none = async () => null;
const ready = async (world: LeaseWorld) => {
	const id = await provision(world);
	await world.rests(id, ["ready"]);
	return id;
};
const after = (then: (world: LeaseWorld, id: LeaseId) => Promise<unknown>, state: LeaseState) => async (world: LeaseWorld) => {
	const id = await ready(world);
	await then(world, id);
	await world.rests(id, [state]);
	return id;
};
const stopped = after((world, leaseId) => world.service.stop(world.caller, { leaseId }), "stopped");
const closed = after((world, leaseId) => world.service.close(world.caller, { leaseId }), "closed");
const failedAtOnce = async (world: LeaseWorld) => {
	const id = await provision(world, "cannot-start");
	await world.rests(id, ["failed"]);
	return id;
};
const updated = async (world: LeaseWorld) => {
	const id = await ready(world);
	await world.service.update(world.caller, { leaseId: id, manifest: stackOf("2") });
	await world.rests(id, ["ready"]);
	return id;
};

/** What a command gives, told of by a callback. */
const command =
	<I extends object>(
		run: (world: LeaseWorld, input: { leaseId: LeaseId; callbackUrl: string }) => Promise<I & { readonly leaseId: LeaseId }>,
	) =>
	async (world: LeaseWorld, leaseId: LeaseId) =>
		(await run(world, { leaseId, callbackUrl })).leaseId;

export const verbs: readonly Verb[] = [
	{ name: "provision", ends: "ready", before: none, ask: (world) => provision(world) },
	{ name: "provision that fails", ends: "failed", before: none, ask: (world) => provision(world, "cannot-start") },
	{
		name: "retry",
		ends: "ready",
		before: failedAtOnce,
		ask: command((world, input) => world.service.retry(world.caller, { ...input, manifest: stackOf("1") })),
	},
	{ name: "restart", ends: "ready", before: ready, ask: command((world, input) => world.service.restart(world.caller, input)) },
	{
		name: "restart of one instance",
		ends: "ready",
		before: ready,
		ask: command((world, input) => world.service.restart(world.caller, { ...input, instance: { service: "web", index: 0 } })),
	},
	{
		name: "update",
		ends: "ready",
		before: ready,
		ask: command((world, input) => world.service.update(world.caller, { ...input, manifest: stackOf("2") })),
	},
	{
		name: "update that fails",
		ends: "ready",
		before: ready,
		ask: command((world, input) => world.service.update(world.caller, { ...input, manifest: checked("unhealthy-after-1") })),
	},
	{
		name: "update of what keeps data",
		ends: "ready",
		before: ready,
		ask: command((world, input) => {
			const { services } = stackOf("1");
			const manifest = { services: { ...services, db: { ...services.db, env: { NEW: "1" } } } };
			return world.service.update(world.caller, { ...input, manifest });
		}),
	},
	{
		name: "update of a stopped lease",
		ends: "stopped",
		before: stopped,
		ask: command((world, input) => world.service.update(world.caller, { ...input, manifest: stackOf("2") })),
	},
	{
		name: "growth",
		ends: "ready",
		before: ready,
		ask: command((world, input) =>
			world.service.scale(world.caller, {
				...input,
				items: [
					{ service: "db", quantity: 2 },
					{ service: "web", quantity: 3 },
				],
			}),
		),
	},
	{
		name: "shrinking",
		ends: "ready",
		before: ready,
		ask: command((world, input) => world.service.scale(world.caller, { ...input, items: [{ service: "web", quantity: 1 }] })),
	},
	{
		name: "change of a size",
		ends: "ready",
		before: ready,
		ask: command((world, input) => world.service.scale(world.caller, { ...input, items: [{ service: "web", sku: "large" }] })),
	},
	{
		name: "change of a size that is undone",
		ends: "ready",
		before: ready,
		ask: command((world, input) => {
			const { services } = stackOf("1");
			const db = { ...services.db, image: "app:unhealthy-after-1", ports: { "5432/tcp": { stable: true }, "5433/udp": { stable: true } } };
			const sizes = items.map((item) => (item.service === "web" ? { ...item, sku: "large" } : item));
			return world.service.update(world.caller, { ...input, manifest: { services: { ...services, db } }, items: sizes });
		}),
	},
	{
		name: "change of the environment",
		ends: "ready",
		before: ready,
		ask: command((world, input) => world.service.setEnv(world.caller, { ...input, service: "web", mode: "patch", env: { A: "1" } })),
	},
	{
		name: "rollback",
		ends: "ready",
		before: updated,
		ask: command((world, input) => world.service.rollBack(world.caller, { ...input, releaseNumber: 1 })),
	},
	{ name: "stop", ends: "stopped", before: ready, ask: command((world, input) => world.service.stop(world.caller, input)) },
	{ name: "start", ends: "ready", before: stopped, ask: command((world, input) => world.service.start(world.caller, input)) },
	{
		name: "cancelled update",
		ends: "ready",
		before: ready,
		ask: async (world, leaseId) => {
			const { operationId } = await world.service.update(world.caller, { leaseId, callbackUrl, manifest: checked("healthy-after-60000") });
			await world.service.cancel(world.caller, { leaseId, operationId });
			return leaseId;
		},
	},
	{
		name: "death",
		ends: "failed",
		before: ready,
		ask: async (world, id) => {
			const web = world.host.containers().find((one) => one.leaseId === id && one.service === "web");
			if (web === undefined) throw new Error("nothing to kill");
			world.host.kill(web.id);
			return id;
		},
	},
	{ name: "close", ends: "closed", before: ready, ask: command((world, input) => world.service.close(world.caller, input)) },
	{
		name: "close that destroys",
		ends: "closed",
		before: ready,
		ask: command(async (world, input) => {
			const { bytes } = await world.service.planClose(world.caller, input.leaseId);
			return world.service.close(world.caller, { ...input, data: "destroy", confirmBytes: bytes });
		}),
	},
	{
		name: "end of the term",
		ends: "closed",
		before: ready,
		ask: async (world, id) => {
			await withClient(world.test.url, (client) =>
				client.query("update lease set expires_at = now() - interval '1 s' where id = $1", [id]),
			);
			return id;
		},
	},
	{
		name: "close that older data goes for",
		ends: "closed",
		before: async (world) => {
			await closed(world);
			await world.stores.catalog.changeTenant(world.tenantId, { retainedMax: 1 });
			return ready(world);
		},
		ask: command((world, input) => world.service.close(world.caller, input)),
	},
	{
		name: "close that no room is left for",
		ends: "closed",
		before: async (world) => {
			await world.retainAtMost(1);
			return ready(world);
		},
		ask: command((world, input) => world.service.close(world.caller, input)),
	},
	{
		name: "loss of what is retained",
		ends: "closed",
		before: closed,
		ask: async (world, id) => {
			const record = (await world.stores.reader.retentions([id])).get(id);
			if (record === undefined) throw new Error("nothing was retained");
			const volumes = await world.stores.retentions.volumes(record.id);
			for (const volume of volumes) await world.host.world.volumes.destroy(volume.id, { signal: AbortSignal.timeout(10_000) });
			return id;
		},
	},
	{ name: "reopening", ends: "ready", before: closed, ask: command((world, input) => world.service.reopen(world.caller, input)) },
	{ name: "restore", ends: "ready", before: closed, ask: (world, id) => restore(world, id, "1") },
	{
		name: "restore that is smaller",
		ends: "ready",
		before: closed,
		ask: (world, id) => restore(world, id, "1", { items: items.map((item) => (item.service === "db" ? { ...item, sku: "half" } : item)) }),
	},
	{ name: "restore that fails", ends: "failed", before: closed, ask: (world, id) => restore(world, id, "cannot-start") },
];

async function restore(world: LeaseWorld, id: LeaseId, tag: string, more: Partial<RestoreInput> = {}): Promise<LeaseId> {
	const record = (await world.stores.reader.retentions([id])).get(id);
	if (record === undefined) throw new Error("nothing was retained");
	const input = { retentionId: record.id, name: "two", manifest: stackOf(tag), callbackUrl, ...more };
	return (await world.service.restore(world.caller, world.tenantId, input)).leaseId;
}
