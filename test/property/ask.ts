import { DAY, type LeaseId, type RetentionId } from "@berth/core";
import type { Accepted } from "@berth/lease";
import { aims } from "./aims.ts";
import type { Command, Wanted } from "./deed.ts";
import { type History, pick, unlessRefused } from "./history.ts";
import { itemsOf, manifestOf } from "./manifests.ts";
import { request } from "./request.ts";

const callbackUrl = "http://127.0.0.1:9/callback";

/** Asks, and keeps what was heard of it. */
export async function ask(history: History, command: Command): Promise<void> {
	if (command.kind === "provision") {
		const { wanted } = command;
		history.names += 1;
		const input = { name: `lease-${history.names}`, manifest: manifestOf(wanted), items: itemsOf(wanted), callbackUrl };
		const { service, caller, tenantId } = history.world;
		const taken = await request(history, "provision", undefined, () => service.provision(caller, tenantId, input));
		return void (taken && history.leases.push(taken.leaseId));
	}
	const leaseId = pick(await aims(history, command.kind), command.lease);
	if (leaseId !== undefined) await askOf(history, leaseId, command);
}

async function askOf(history: History, leaseId: LeaseId, command: Exclude<Command, { kind: "provision" }>): Promise<unknown> {
	const { service, caller } = history.world;
	const input = { leaseId, callbackUrl };
	const update = (run: () => Promise<Accepted>) => request(history, "update", undefined, run);
	switch (command.kind) {
		case "update": {
			const { wanted } = command;
			return await update(() => service.update(caller, { ...input, manifest: manifestOf(wanted), items: itemsOf(wanted) }));
		}
		case "scale": {
			const items = [
				{ service: "db", quantity: command.db },
				{ service: "web", quantity: command.web },
			];
			return await update(() => service.scale(caller, { ...input, items }));
		}
		case "setEnv": {
			const { service: of, value } = command;
			return await update(() => service.setEnv(caller, { ...input, service: of, mode: "patch", env: { VALUE: value } }));
		}
		case "rollBack":
			return await update(() => service.rollBack(caller, { ...input, releaseNumber: command.release }));
		case "retry":
		case "restart":
		case "stop":
		case "start":
		case "reopen":
			return await askByKey(history, leaseId, command);
		case "restartOne": {
			const instance = { service: command.service, index: command.index };
			return await request(history, "restart", undefined, () => service.restart(caller, { ...input, instance }));
		}
		case "close":
			return await askToClose(history, leaseId, command);
		case "restore":
			return await askToRestore(history, leaseId, command.web);
		case "cancel":
			return await askToCancel(history, leaseId);
		case "renew": {
			const renewed = await unlessRefused(history, () =>
				service.renew(caller, { leaseId, expiresAt: new Date(Date.now() + 2 * DAY).toISOString() }),
			);
			// Unheard, it may have been: then nothing is known of the term.
			return (renewed !== null || history.line.isCut) && history.over.delete(leaseId);
		}
		case "relinquish": {
			const record = await retained(history, leaseId);
			if (record === undefined) return;
			// Also where nobody hears of it.
			history.givenUp.add(leaseId);
			return await unlessRefused(history, () => service.relinquish(caller, record));
		}
		case "restartActor":
			return await unlessRefused(history, () => service.restartActor(caller, leaseId));
		case "quarantine":
			return await unlessRefused(history, () => service.quarantine(caller, leaseId, command.on));
	}
}

async function askByKey(
	history: History,
	leaseId: LeaseId,
	{ kind, key }: { readonly kind: "retry" | "restart" | "stop" | "start" | "reopen"; readonly key: number | null },
): Promise<void> {
	const { service, caller } = history.world;
	const idempotencyKey = keyOf(leaseId, kind, key);
	const kinds = { retry: "provision", reopen: "restore", restart: "restart", stop: "stop", start: "start" } as const;
	const taken = await request(history, kinds[kind], idempotencyKey, () =>
		service[kind](caller, { leaseId, callbackUrl, ...(idempotencyKey && { idempotencyKey }) }),
	);
	// It is endless from then on, where its term is over by the clock of whoever takes the request.
	const mayBe = taken === null ? history.line.isCut : !taken.joined;
	if (kind === "reopen" && mayBe && history.clock.offMs >= 0) history.over.delete(leaseId);
}

async function askToClose(history: History, leaseId: LeaseId, { key, data }: Extract<Command, { readonly kind: "close" }>): Promise<void> {
	const { service, caller } = history.world;
	if (data === "destroy") history.givenUp.add(leaseId);
	const idempotencyKey = keyOf(leaseId, `close-${data}`, key);
	await request(history, "close", idempotencyKey, async () => {
		const stated = data === "destroy" ? { confirmBytes: (await service.planClose(caller, leaseId)).bytes } : {};
		return service.close(caller, { leaseId, data, ...stated, callbackUrl, ...(idempotencyKey && { idempotencyKey }) });
	});
}

async function askToRestore(history: History, leaseId: LeaseId, web: Wanted["web"] | null): Promise<void> {
	const { service, caller, tenantId } = history.world;
	const record = await retained(history, leaseId);
	if (record === undefined) return;
	history.names += 1;
	const manifest = web && { manifest: manifestOf({ web, db: "app:keeps-data", init: null, quantity: 1, stopFirst: false }) };
	const input = { retentionId: record, name: `lease-${history.names}`, callbackUrl, ...manifest };
	const taken = await request(history, "restore", undefined, () => service.restore(caller, tenantId, input));
	if (taken) history.leases.push(taken.leaseId);
}

async function askToCancel(history: History, leaseId: LeaseId): Promise<void> {
	const { service, caller } = history.world;
	const operationId = history.taken.findLast((one) => one.leaseId === leaseId)?.operationId;
	if (operationId === undefined) return;
	const unheard = history.unheard;
	const view = await unlessRefused(history, () => service.cancel(caller, { leaseId, operationId }));
	if (view !== null || history.unheard > unheard) history.cancelled.add(operationId);
}

const retained = async ({ test }: History, leaseId: LeaseId): Promise<RetentionId | undefined> =>
	(await test.database.stores.reader.retentions([leaseId])).get(leaseId)?.id;

const keyOf = (leaseId: LeaseId, what: string, key: number | null) => (key === null ? undefined : `${leaseId}.${what}.${key}`);
