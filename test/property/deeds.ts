import { AppError, isAppError, type LeaseId } from "@berth/core";
import fc from "fast-check";
import type { AgentProcess, LeaseWorld } from "../crash/lease-world.ts";

/** One thing that happens to a world. `lease` and `container` are taken modulo how many there are. */
export type Deed =
	| { readonly kind: "provision"; readonly image: string; readonly quantity: number }
	| { readonly kind: "restart" | "close"; readonly lease: number; readonly key: number | null }
	| { readonly kind: "quarantine"; readonly lease: number; readonly on: boolean }
	| { readonly kind: "kill" | "remove" | "sicken"; readonly container: number }
	| { readonly kind: "stopDaemon"; readonly containersDie: boolean }
	| { readonly kind: "startDaemon" }
	| { readonly kind: "failCall"; readonly operation: (typeof failing)[number]; readonly replacement: boolean }
	| { readonly kind: "replaceAgent"; readonly clean: boolean }
	| { readonly kind: "rivalAgent" }
	| { readonly kind: "rest" }
	| { readonly kind: "breathe"; readonly turns: number };

const failing = [
	"containers.ensure",
	"containers.start",
	"containers.stop",
	"containers.remove",
	"containers.list",
	"networks.ensure",
] as const;
/** How the second service behaves, as its image's tag spells it. */
const images = [
	"app:2",
	"app:2",
	"app:healthy-after-20",
	"app:exits-1-after-2",
	"app:exits-3-after-60",
	"app:cannot-start",
	"app:unhealthy-after-5",
] as const;

const index = fc.nat({ max: 7 });
const lease = index;
const key = fc.option(fc.nat({ max: 2 }));
const kind = <K extends string>(...kinds: K[]) => fc.constantFrom(...kinds);

const deeds: fc.Arbitrary<Deed> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({ kind: kind("provision"), image: fc.constantFrom(...images), quantity: fc.integer({ min: 1, max: 2 }) }),
	},
	{ weight: 5, arbitrary: fc.record({ kind: kind("restart"), lease, key }) },
	{ weight: 2, arbitrary: fc.record({ kind: kind("close"), lease, key }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("quarantine"), lease, on: fc.boolean() }) },
	{ weight: 3, arbitrary: fc.record({ kind: kind("kill", "remove", "sicken"), container: index }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("stopDaemon"), containersDie: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ kind: kind("startDaemon") }) },
	{ weight: 3, arbitrary: fc.record({ kind: kind("failCall"), operation: fc.constantFrom(...failing), replacement: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ kind: kind("replaceAgent"), clean: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("rivalAgent") }) },
	{ weight: 5, arbitrary: fc.record({ kind: kind("rest") }) },
	{ weight: 4, arbitrary: fc.record({ kind: kind("breathe"), turns: fc.integer({ min: 1, max: 60 }) }) },
);

/** Every story begins with a lease that may be ready by the time the first deed is done. */
export const stories: fc.Arbitrary<readonly Deed[]> = fc
	.array(deeds, { minLength: 4, maxLength: 14 })
	.map((story) => [{ kind: "provision", image: "app:2", quantity: 2 } as const, ...story]);

/** What a history has come to. */
export interface History {
	readonly leases: LeaseId[];
	agent: AgentProcess;
}

export const newHistory = (world: LeaseWorld): History => ({ leases: [], agent: world.startAgent() });

export async function act(world: LeaseWorld, history: History, deed: Deed): Promise<void> {
	const { host, service, caller } = world;
	switch (deed.kind) {
		case "provision":
			return await unlessRefused(async () => void history.leases.push(await provision(world, history.leases.length, deed)));
		case "restart":
		case "close": {
			const leaseId = pick(history.leases, deed.lease);
			if (leaseId === undefined) return;
			const idempotencyKey = deed.key === null ? undefined : `${leaseId}.${deed.kind}.${deed.key}`;
			return await unlessRefused(() =>
				service[deed.kind](caller, { leaseId, callbackUrl: "http://127.0.0.1:9/cb", ...(idempotencyKey && { idempotencyKey }) }),
			);
		}
		case "quarantine": {
			const leaseId = pick(history.leases, deed.lease);
			return leaseId === undefined ? undefined : await service.quarantine(caller, leaseId, deed.on);
		}
		case "kill":
		case "remove":
		case "sicken":
			return harm(world, deed);
		case "stopDaemon":
			return host.stopDaemon({ containersDie: deed.containersDie });
		case "startDaemon":
			return host.startDaemon();
		case "failCall":
			return host.faults.fail(deed.operation, {
				error: new AppError("ENGINE_FAILED", { cause: new Error("planned") }),
				// A replacement that does not come up is what brings the old instances back.
				...(deed.replacement && { where: (call) => (call.generation ?? 0) > 1 }),
			});
		case "replaceAgent":
			return await replaceAgent(world, history, deed.clean);
		case "rivalAgent": {
			// The old one is not told and goes on until a write of its is refused.
			history.agent = world.startAgent();
			return await world.lapseClaim();
		}
		case "rest": {
			const last = history.leases.at(-1);
			const lease = last && (await world.stores.leases.find(last, "all"));
			if (lease && lease.quarantinedAt === null && host.world.daemon.reachable) await world.rests(lease.id);
			return;
		}
		case "breathe":
			for (let i = 0; i < deed.turns; i++) await new Promise(setImmediate);
	}
}

const provision = (world: LeaseWorld, count: number, { image, quantity }: Extract<Deed, { kind: "provision" }>): Promise<LeaseId> =>
	world.provision(`lease-${count}`, {
		items: [
			{ service: "db", sku: "tiny", quantity: 1 },
			{ service: "web", sku: "tiny", quantity },
		],
		manifest: {
			services: {
				db: { image: "app:1", health_check: { test: ["CMD", "check"] } },
				web: {
					image,
					ports: { "80/tcp": {} },
					depends_on: { db: { condition: "service_healthy" } },
					...(/healthy/.test(image) && { health_check: { test: ["CMD", "check"] } }),
				},
			},
		},
	});

function harm({ host }: LeaseWorld, { kind, container }: Extract<Deed, { container: number }>): void {
	const target = pick(host.containers(), container);
	if (target === undefined) return;
	if (kind === "remove") host.removeContainer(target.id);
	else if (target.phase !== "running") return;
	else if (kind === "kill") host.kill(target.id);
	else if (target.health !== "none") host.setHealth(target.id, "unhealthy", "refused");
}

async function replaceAgent(world: LeaseWorld, history: History, clean: boolean): Promise<void> {
	if (clean) await history.agent.stop();
	else {
		history.agent.die();
		await world.lapseClaim();
	}
	history.agent = world.startAgent();
}

/** A command may come when the machine does not take it, or when no node is alive; anything else that is thrown is a bug. */
async function unlessRefused(run: () => Promise<unknown>): Promise<void> {
	try {
		await run();
	} catch (err) {
		if (!isAppError(err, "INVALID_STATE", "CAPACITY_EXHAUSTED")) throw err;
	}
}

const pick = <T>(things: readonly T[], at: number): T | undefined => things[at % Math.max(1, things.length)];
