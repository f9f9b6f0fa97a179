import { inspect } from "node:util";
import { isAppError, type LeaseId, type OperationKind } from "@berth/core";
import { type Accepted, noLog } from "@berth/lease";
import { type AgentProcess, createLeaseWorld, type LeaseWorld } from "../crash/lease-world.ts";
import { type TestDatabase, withClient } from "../support/postgres.ts";
import { type Cuttable, createCuttable, createWallClock } from "./cuttable.ts";

/** A request that was taken, as its caller heard of it. */
export interface Taken extends Accepted {
	readonly kind: OperationKind;
	readonly idempotencyKey: string | undefined;
}

/** What a history has come to, as whoever asked and whoever broke things knows it. */
export interface History {
	readonly world: LeaseWorld;
	readonly test: TestDatabase;
	readonly line: Cuttable;
	readonly clock: ReturnType<typeof createWallClock>;
	agent: AgentProcess;
	/** Those whose birth was heard of. */
	readonly leases: LeaseId[];
	/** Names that were given, taken or not. */
	names: number;
	readonly taken: Taken[];
	/** Requests without an answer: they may have been taken. */
	unheard: number;
	readonly cancelled: Set<string>;
	/** Leases whose data somebody, or time, has given up. */
	readonly givenUp: Set<LeaseId>;
	/** Leases whose term is over and was not renewed. */
	readonly over: Set<LeaseId>;
	/** What a process said of a bug of its own. */
	readonly complaints: string[];
	/** Something broke, so that what was asked may have failed. */
	disturbed: boolean;
}

export async function beginHistory(test: TestDatabase): Promise<History> {
	// A node of a history that is over seems alive for a while, and nobody works it.
	await withClient(test.url, (client) => client.query("update node set cordoned_at = now() where cordoned_at is null"));
	const line = createCuttable(test.database.stores);
	const clock = createWallClock();
	const database = Object.create(test.database, { stores: { value: line.stores } }) as TestDatabase["database"];
	const reached: TestDatabase = { url: test.url, database, [Symbol.asyncDispose]: async () => undefined };
	const complaints: string[] = [];
	const error = (fields: object, message: string) => {
		// A call for it may have been planned to fail.
		if (!message.startsWith("the directory of volumes cannot be read")) complaints.push(`${message} ${inspect(fields)}`);
	};
	const world = await createLeaseWorld({ test: reached, clock: clock.clock, log: { ...noLog, error } });
	return {
		world,
		test,
		line,
		clock,
		agent: world.startAgent(),
		leases: [],
		names: 0,
		taken: [],
		unheard: 0,
		cancelled: new Set(),
		givenUp: new Set(),
		over: new Set(),
		complaints,
		disturbed: false,
	};
}

/** What a refusal may be: the machine does not take it, there is no room or node, nothing would change, or it is not there. */
const refusals = ["INVALID_STATE", "CAPACITY_EXHAUSTED", "BAD_INPUT", "NOT_FOUND", "VERSION_CONFLICT", "IDEMPOTENCY_KEY_REUSED"] as const;

/** What the call gives; null when it is refused, or when nobody heard whether it was. Anything else that is thrown is a bug. */
export async function unlessRefused<T>(history: History, run: () => Promise<T>): Promise<T | null> {
	try {
		return await run();
	} catch (err) {
		if (isAppError(err, "DATABASE_UNAVAILABLE")) history.unheard += 1;
		else if (!isAppError(err, ...refusals)) throw err;
		return null;
	}
}

export async function replaceAgent(history: History, clean: boolean): Promise<void> {
	if (clean) await history.agent.stop();
	else {
		history.agent.die();
		await history.world.lapseClaim();
	}
	history.agent = history.world.startAgent();
}

/** Faults stop, the line and the daemon are there again, no lease is in quarantine, clocks are right, one agent lives. */
export async function calm(history: History, data: { place(): void }): Promise<void> {
	const { world, line } = history;
	line.heal();
	history.clock.set(0);
	world.host.faults.clear();
	data.place();
	world.host.startDaemon();
	// One that was lowered binds the next close alone.
	await history.test.database.stores.catalog.changeTenant(world.tenantId, { retainedMax: null });
	for (const id of await everyLease(history)) await world.service.quarantine(world.caller, id, false);
	await replaceAgent(history, false);
}

/** All there are, also those whose birth nobody heard of. */
export async function everyLease({ world, test }: History): Promise<LeaseId[]> {
	const { leases } = test.database.stores;
	return (await leases.list({ tenantId: world.tenantId }, { limit: 1_000, includeClosed: true })).map(({ id }) => id);
}

export const pick = <T>(things: readonly T[], at: number): T | undefined => things[at % Math.max(1, things.length)];
