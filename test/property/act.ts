import { AppError, HOUR } from "@berth/core";
import { withClient } from "../support/postgres.ts";
import { ask } from "./ask.ts";
import type { Deed, Mishap, Turn } from "./deed.ts";
import { type History, pick, replaceAgent } from "./history.ts";

export async function act(history: History, deed: Deed): Promise<void> {
	switch (deed.kind) {
		case "kill":
		case "remove":
		case "sicken":
		case "stopDaemon":
		case "failCall":
		case "jump":
			history.disturbed ||= breaks(deed);
			harm(history, deed);
			return;
		case "startDaemon":
		case "rest":
		case "rivalAgent":
		case "dropConnections":
		case "heal":
		case "replaceAgent":
		case "cut":
		case "endTerm":
		case "endRetention":
		case "cap":
		case "breathe":
			await turn(history, deed);
			return;
		default:
			await ask(history, deed);
	}
}

/** What waits for a daemon that comes back soon goes on where it was, and no clock of ours decides how long anything may take. */
const breaks = (mishap: Mishap): boolean => !(mishap.kind === "jump" || (mishap.kind === "stopDaemon" && !mishap.containersDie));

function harm({ world: { host }, clock }: History, mishap: Mishap): void {
	switch (mishap.kind) {
		case "stopDaemon":
			host.stopDaemon({ containersDie: mishap.containersDie });
			return;
		case "failCall":
			host.faults.fail(mishap.operation, {
				error: new AppError("ENGINE_FAILED", { cause: new Error("planned") }),
				point: mishap.late ? "after" : "before",
				// A replacement that does not come up is what brings the old instances back.
				...(mishap.replacement && { where: (call) => (call.generation ?? 0) > 1 }),
			});
			return;
		case "jump":
			clock.set(mishap.hours * HOUR);
			return;
		default: {
			const target = pick(host.containers(), mishap.container);
			if (target === undefined) return;
			if (mishap.kind === "remove") host.removeContainer(target.id);
			else if (target.phase !== "running") return;
			else if (mishap.kind === "kill") host.kill(target.id);
			else if (target.health !== "none") host.setHealth(target.id, "unhealthy", "refused");
		}
	}
}

async function turn(history: History, deed: Turn): Promise<void> {
	const { world, line, test } = history;
	switch (deed.kind) {
		case "startDaemon":
			world.host.startDaemon();
			return;
		case "heal":
			line.heal();
			return;
		case "cut":
			line.cut(deed.at);
			return;
		case "replaceAgent":
			await replaceAgent(history, deed.clean);
			return;
		case "rivalAgent":
			// The old one is not told and goes on until a write of its is refused.
			history.agent = world.startAgent();
			await world.lapseClaim();
			return;
		case "dropConnections":
			await withClient(test.url, (client) => client.query(dropAll));
			return;
		case "endTerm":
		case "endRetention":
			await end(history, deed);
			return;
		case "cap":
			await test.database.stores.catalog.changeTenant(world.tenantId, { retainedMax: deed.records });
			return;
		case "rest":
			await rest(history);
			return;
		case "breathe":
			for (let i = 0; i < deed.turns; i++) await new Promise(setImmediate);
	}
}

/** Waits for whatever is under way, where it can come to an end. */
async function rest({ world, line, leases, test }: History): Promise<void> {
	if (!world.host.world.daemon.reachable || line.isCut) return;
	for (const id of leases) {
		const lease = await test.database.stores.leases.find(id, "all");
		if (lease?.quarantinedAt === null) await world.rests(id);
	}
}

const dropAll = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

/** Time passes by the database's clock. */
async function end(history: History, { kind, lease }: Extract<Turn, { readonly lease: number }>): Promise<void> {
	const id = pick(history.leases, lease);
	if (id === undefined) return;
	const { rowCount } = await withClient(history.test.url, (client) =>
		client.query(
			kind === "endTerm"
				? "update lease set expires_at = now() - interval '1 s' where id = $1 and state not in ('closed', 'deprovisioning')"
				: "update retention set expires_at = now() - interval '1 s' where lease_id = $1 and state = 'active'",
			[id],
		),
	);
	if (rowCount) (kind === "endTerm" ? history.over : history.givenUp).add(id);
}
