import {
	type ApiKeyId,
	type CallbackId,
	type DeliveryId,
	type DiagnosticId,
	type LeaseId,
	type NodeId,
	newId,
	type OperationId,
	type RetentionId,
	type TenantId,
	type UserId,
	type VolumeId,
	type WebhookId,
} from "@berth/core";
import type { Database } from "@berth/db";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { createCrowd } from "./crowd.ts";
import { explain, type Planned, recordStatements, type Verdict } from "./explain.ts";
import { createScene } from "./fixture.ts";
import { type Asked, type Case, type Cases, casesOf, type Sample, written } from "./query-cases.ts";

/** A table with fewer rows may be read from end to end. */
const GROWING_ROWS = 5_000;
/** Rows that may be looked at for each that is answered, and beside them. */
const [EACH, BESIDE] = [16, 200];

let db: TestDatabase;
let sample: Sample;
let growing: ReadonlySet<string>;

beforeAll(async () => {
	db = await createTestDatabase();
	const { tenant, node, fence } = await createScene(db);
	await db.database.stores.usage.makeDays();
	await createCrowd(db.url, tenant.id, node.id);
	await withClient(db.url, async (client) => {
		growing = await growingTables(client);
		sample = { ...(await pickSample(client, tenant.id, node.id)), fence };
	});
}, 300_000);
afterAll(() => db[Symbol.asyncDispose]());

const groupsOf = ({ stores, callbacks }: Database): Asked => {
	const { wakeups, ...asked } = stores;
	// Hints are no question.
	void wakeups;
	return { ...asked, callbacks };
};

test("every question that the database is asked has a case", () => {
	const names = (group: object) =>
		Object.entries(group).flatMap(([name, methods]) => Object.keys(methods).map((method) => `${name}.${method}`));
	expect(names(casesOf(sample)).sort()).toEqual(names(groupsOf(db.database)).sort());
});

test("none of them reads a table that grows from end to end, nor many more rows than it answers with, by whatever plan", async () => {
	const faults: string[] = [];
	let asked = 0;
	using recorder = recordStatements();
	await withClient(db.url, async (client) => {
		for (const one of questions(groupsOf(db.database), casesOf(sample))) {
			const { name, ask } = one;
			recorder.take();
			await ask();
			const statements = recorder.take();
			if (statements.length === 0) faults.push(`${name} asked nothing`);
			for (const statement of statements) {
				const plans: readonly Planned[] = statement.isNamed ? ["for its values", "settled"] : ["for its values"];
				for (const planned of plans) {
					asked++;
					const verdict = await explain(client, statement, planned, growing);
					const fault = faultOf(verdict, one);
					if (fault !== null) faults.push(`${name} (${planned}): ${fault}\n${statement.text}\n${JSON.stringify(verdict.plan)}`);
				}
				recorder.take();
			}
		}
	});
	expect(faults).toEqual([]);
	// What was recorded was what was asked.
	expect(asked).toBeGreaterThan(150);
});

function faultOf({ scanned, read, returned }: Verdict, { atMost, mayScan }: Question): string | null {
	if (scanned.length > 0 && !mayScan) return `reads all of ${scanned.join(", ")}`;
	const most = Math.max(atMost ?? 0, EACH * returned + BESIDE);
	return read > most ? `looks at ${read} rows for ${returned}, where ${most} would do` : null;
}

interface Question {
	readonly name: string;
	readonly ask: () => Promise<unknown>;
	readonly atMost: number | undefined;
	readonly mayScan: boolean;
}

function* questions(groups: Asked, cases: Cases): Generator<Question> {
	for (const [group, methods] of Object.entries(cases))
		for (const [method, given] of Object.entries(methods)) {
			if (given === written) continue;
			// Each case was held to its method's parameters where it is written.
			const ask = (groups as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>)[group]?.[method];
			for (const one of given as readonly Case<(...args: unknown[]) => unknown>[])
				yield {
					name: `${group}.${method}(${JSON.stringify(one.ask)})`,
					ask: async () => ask?.(...one.ask),
					atMost: one.atMost,
					mayScan: one.mayScan ?? false,
				};
		}
}

async function growingTables(client: pg.Client): Promise<ReadonlySet<string>> {
	const { rows } = await client.query<{ name: string }>(
		"select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and reltuples >= $1",
		[GROWING_ROWS],
	);
	return new Set(rows.map(({ name }) => name));
}

async function pickSample(client: pg.Client, tenantId: TenantId, nodeId: NodeId): Promise<Omit<Sample, "fence">> {
	const ids = async <Id extends string>(text: string): Promise<Id[]> => (await client.query<{ id: Id }>(text, [])).rows.map(({ id }) => id);
	const one = async <Id extends string>(text: string): Promise<Id> => {
		const [id] = await ids<Id>(text);
		if (id === undefined) throw new Error(`nothing of ${text}`);
		return id;
	};
	const old = `select id from lease where tenant_id = '${tenantId}' and created_at < now() - interval '50 days' order by id desc`;
	const leaseId = await one<LeaseId>(`${old} limit 1`);
	return {
		tenantId,
		nodeId,
		leaseId,
		leaseIds: await ids<LeaseId>(`${old} limit 50`),
		operationId: await one<OperationId>(`select id from operation where lease_id = '${leaseId}' limit 1`),
		callbackId: await one<CallbackId>(`select id from callback where lease_id = '${leaseId}' limit 1`),
		diagnosticId: await one<DiagnosticId>(`select id from diagnostic where lease_id = '${leaseId}' limit 1`),
		retentionId: await one<RetentionId>("select id from retention where state = 'active' order by id limit 1 offset 5000"),
		volumeId: await one<VolumeId>("select id from volume order by id limit 1 offset 5000"),
		userId: "nobody" as UserId,
		keyId: newId<ApiKeyId>(),
		webhookId: await one<WebhookId>(`select webhook_id as id from webhook_delivery where lease_id = '${leaseId}' limit 1`),
		deliveryId: await one<DeliveryId>(`select id from webhook_delivery where lease_id = '${leaseId}' limit 1`),
		backendUuid: await one<string>(`select backend_uuid as id from lease where backend_uuid is not null and closed_at is null limit 1`),
		now: new Date(),
	};
}
