import { type LeaseId, MINUTE, newId } from "@berth/core";
import type { UsageRecord } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "../support/postgres.ts";
import { untilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";

let api: TestApi;
let [ada, bob, root]: Person[] = [];
beforeAll(async () => {
	api = await createTestApi();
	[ada, bob, root] = [await api.member("acme"), await api.member("globex"), await api.admin()];
});
afterAll(() => api[Symbol.asyncDispose]());

const person = (who: Person | undefined): Person => {
	if (who === undefined) throw new Error("nobody is signed in");
	return who;
};
const usage = () => api.api.database.stores.usage;
const tenantOf = async (name: string) => {
	const tenant = (await api.api.database.stores.catalog.listTenants()).find((one) => one.name === name);
	if (tenant === undefined) throw new Error("there is no such tenant");
	return tenant;
};
const thisMinute = () => Math.floor(Date.now() / MINUTE) * MINUTE;
const range = () => ({ from: new Date(thisMinute() - 200 * MINUTE).toISOString(), to: new Date(thisMinute() + MINUTE).toISOString() });

async function download(who: Person | undefined, query: Record<string, string>) {
	const answer = await fetch(`${api.url}/api/usage/export?${new URLSearchParams({ ...range(), ...query })}`, {
		headers: who ? { cookie: who.cookie } : {},
	});
	return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

/** As an agent would, by the claim of the one that runs. */
async function record(name: string, leases: number | readonly LeaseId[], minutes: number): Promise<readonly UsageRecord[]> {
	const { id: tenantId } = await tenantOf(name);
	const node = await waitUntil(async () => (await api.api.database.stores.nodes.list()).find((one) => one.claimedBy !== null), {
		timeoutMs: 20_000,
		what: "the node to be claimed",
	});
	await usage().makeDays();
	const ids = typeof leases === "number" ? Array.from({ length: leases }, () => newId<LeaseId>()) : leases;
	const rows = ids.flatMap((leaseId) =>
		Array.from(
			{ length: minutes },
			(_, back): UsageRecord => ({
				at: new Date(thisMinute() - (back + 1) * MINUTE),
				tenantId,
				leaseId,
				service: "web",
				measuredSeconds: 60,
				cpuMs: 1_001 + back,
				memoryByteSeconds: 2 ** 50,
				memoryPeakBytes: 2 ** 30,
				diskSeconds: 0,
				diskByteSeconds: 0,
				rxBytes: null,
				txBytes: 1,
			}),
		),
	);
	await usage().record({ nodeId: node.id, epoch: node.claimEpoch }, rows, {});
	return rows;
}

test("an export is every line of the tenant's own once, in each form the same, and another tenant's is refused", async () => {
	const own = await record("acme", 25, 100);
	const others = await record("globex", 2, 10);
	const csv = await download(ada, { format: "csv", step: "minute" });
	expect(csv).toMatchObject({ status: 200, type: expect.stringContaining("text/csv") });
	const [head = "", ...lines] = csv.text.trimEnd().split("\r\n");
	const at = head.split(",").indexOf("cpu_seconds");
	expect(lines).toHaveLength(own.length);
	const sum = own.reduce((total, { cpuMs }) => total + cpuMs, 0);
	expect(lines.reduce((total, line) => total + Math.round(Number(line.split(",")[at]) * 1_000), 0)).toBe(sum);
	expect(lines.join()).not.toContain(others[0]?.leaseId);

	const array = JSON.parse((await download(ada, { format: "json", step: "minute" })).text);
	const single = (await download(ada, { format: "ndjson", step: "minute" })).text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(array).toEqual(single);
	expect(array).toHaveLength(own.length);
	expect(array[0]).toMatchObject({ memoryByteSeconds: String(2 ** 50), rxBytes: null });
	const one = JSON.parse((await download(ada, { format: "json", step: "minute", leaseId: own[0]?.leaseId ?? "" })).text);
	expect(one).toHaveLength(100);
	expect(JSON.parse((await download(bob, { format: "json", step: "minute", leaseId: own[0]?.leaseId ?? "" })).text)).toEqual([]);
	expect(JSON.parse((await download(bob, { format: "json", step: "hour", leaseId: newId() })).text)).toEqual([]);

	expect((await download(undefined, {})).status).toBe(401);
	expect((await download(bob, { tenant: "acme" })).status).toBe(403);
	expect((await download(root, { tenant: "acme", step: "minute" })).text).toBe(csv.text);
	for (const wrong of [{ format: "xls" }, { from: "yesterday" }, { from: range().to }, { from: "2020-01-01T00:00:00Z" }] as Record<
		string,
		string
	>[])
		expect(await download(ada, { step: "minute", ...wrong })).toMatchObject({ status: 400, text: expect.stringContaining("BAD_INPUT") });
});

test("a summary adds up to what an export does, for the tenant and for an admin who names it, and pictures are the tenant's own", async () => {
	await waitUntil(async () => usage().keepUp({ everyMs: 0, minutesKeptMs: 1e12, hoursKeptMs: 1e12 }), {
		timeoutMs: 20_000,
		what: "our turn",
	});
	const lines: { cpuSeconds: string }[] = JSON.parse((await download(ada, { format: "json", step: "minute" })).text);
	const spent = lines.reduce((sum, { cpuSeconds }) => sum + Math.round(Number(cpuSeconds) * 1_000), 0);
	const whole = { from: new Date(thisMinute() - 300 * MINUTE).toISOString(), to: range().to };
	const summary = await person(ada).client.usage.summary.query(whole);
	expect(Number(summary.total?.cpuMs)).toBe(spent);
	expect(summary.days.reduce((sum, { cpuMs }) => sum + Number(cpuMs), 0)).toBe(spent);
	expect(summary.leases.reduce((sum, { cpuMs }) => sum + Number(cpuMs), 0)).toBe(spent);
	expect(Number(summary.total?.memoryByteSeconds)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
	expect((await person(bob).client.usage.summary.query(whole)).leases).toHaveLength(2);

	const { leaseId } = await person(ada).client.lease.provision.mutate(oneContainer("pictured"));
	await untilState(person(ada).client, leaseId, ["ready"]);
	const drawn = await person(ada).client.lease.usage.query({ leaseId, step: "hour" });
	expect(drawn).toMatchObject({ limits: { cpuMillis: 100, memoryBytes: 2 ** 26 }, services: [{ service: "app" }] });
	await expect(person(bob).client.lease.usage.query({ leaseId })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	await expect(person(ada).client.lease.usage.query({ leaseId, from: "2026-01-01T00:00:00Z" })).rejects.toMatchObject({
		data: { code: "BAD_INPUT" },
	});
});

test("a list sees of its own leases what they used lately and how often they were begun anew, and of another's nothing", async () => {
	const [own, others] = [await person(ada).client.lease.provision.mutate(oneContainer("glanced")), newId<LeaseId>()];
	await untilState(person(ada).client, own.leaseId, ["ready"]);
	await record("acme", [own.leaseId], 20);
	await person(ada).client.lease.restart.mutate({ leaseId: own.leaseId });
	await untilState(person(ada).client, own.leaseId, ["ready"]);
	const asked = { leaseIds: [own.leaseId, others] };
	const [seen, ...more] = (await person(ada).client.lease.glance.query(asked)).leases;
	expect(more).toEqual([]);
	expect(seen).toMatchObject({ leaseId: own.leaseId, restarts: 1, step: null });
	const minutes = seen?.minutes ?? [];
	// Beside those that were written here there may be what was really measured meanwhile.
	const written = minutes.filter(({ memoryBytes }) => memoryBytes === Math.round(2 ** 50 / 60));
	expect(written.length).toBeGreaterThanOrEqual(12);
	expect(written.length).toBeLessThanOrEqual(15);
	expect(new Set(written.map(({ cpuMillis }) => cpuMillis))).toEqual(new Set([17]));
	expect(minutes.map(({ at }) => at)).toEqual(minutes.map(({ at }) => at).toSorted());
	await expect(person(bob).client.lease.glance.query(asked)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	expect((await person(root).client.admin.leases.glance.query(asked)).leases).toEqual([expect.objectContaining({ restarts: 1 })]);
});

test("live figures come while somebody watches, from one sampler for all, follow a new instance, and cost nothing afterwards", async () => {
	const { leaseId } = await person(ada).client.lease.provision.mutate(oneContainer("watched"));
	await untilState(person(ada).client, leaseId, ["ready"]);
	const heard: { service: string; index: number; generation: number; sample: unknown }[][] = [];
	const watch = () => person(ada).client.lease.stats.subscribe({ leaseId }, { onData: ({ instances }) => void heard.push([...instances]) });
	const watchers = [watch(), watch()];
	const until = (what: string, is: (last: (typeof heard)[number]) => boolean) =>
		waitUntil(() => is(heard.at(-1) ?? []), { timeoutMs: 30_000, what });
	await until("a sample", ([one]) => one?.sample != null);
	await person(ada).client.lease.restart.mutate({ leaseId });
	await until("the new instance", (instances) => instances.some(({ generation, sample }) => generation === 2 && sample !== null));
	const upstreams = () => api.api.agent()?.watching()?.upstreams;
	expect(upstreams()).toBe(1);
	for (const watcher of watchers) watcher.unsubscribe();
	await waitUntil(() => upstreams() === 0, { timeoutMs: 20_000, what: "no sampler to be left" });
	const refused = await new Promise((resolve) => {
		person(bob).client.lease.stats.subscribe({ leaseId }, { onData: () => resolve("heard"), onError: resolve });
	});
	expect(refused).toMatchObject({ data: { code: "NOT_FOUND" } });
});

test("a volume says by how much it grows a day and when it is full at that rate, and nothing of what was seen too shortly", async () => {
	const { client } = person(ada);
	const made = async (name: string, hours: number, bytesPerDay: number) => {
		const { leaseId } = await client.lease.provision.mutate(oneContainer(name));
		await client.lease.wait.query({ leaseId, states: ["ready"], timeoutMs: 25_000 });
		const [volume] = (await client.volume.list.query({ leaseId })).volumes;
		await withClient(api.databaseUrl, (db) =>
			db.query(
				`insert into usage_hour (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, disk_seconds, disk_byte_seconds)
				select date_trunc('hour', now()) - back * interval '1 hour', $1, $2, $3, 3600, 0, 3600, (50 * 2 ^ 20 - back * $5::float8 / 24) * 3600
				from generate_series(1, $4::int) back`,
				[volume?.tenantId, leaseId, volume?.service, hours, bytesPerDay],
			),
		);
		return async () => (await client.volume.list.query({ leaseId })).volumes[0]?.growth;
	};
	const perDay = 2 ** 20;
	const growing = await (await made("grows", 72, perDay))();
	expect(growing?.bytesPerDay).toBeGreaterThan(perDay * 0.99);
	expect(growing?.bytesPerDay).toBeLessThan(perDay * 1.01);
	// Of 64 MiB, with what the host says is in it now, which is nothing.
	expect((Date.parse(growing?.fullAt ?? "") - Date.now()) / 86_400_000).toBeCloseTo(64, 0);
	expect(await (await made("shrinks", 72, -perDay))()).toEqual({ bytesPerDay: -perDay, fullAt: null });
	expect(await (await made("stays", 72, 0))()).toEqual({ bytesPerDay: 0, fullAt: null });
	expect(await (await made("young", 20, perDay))()).toBeNull();
});

test("an admin sees the fleet and what watching it costs; a tenant does not", async () => {
	const fleet = await waitUntil(
		async () => {
			const seen = await person(root).client.admin.fleet.query();
			return seen.nodes[0]?.health === "ok" && seen.nodes[0].watch !== null ? seen : null;
		},
		{ timeoutMs: 30_000, what: "the node to be seen alive" },
	);
	expect(fleet.nodes[0]).toMatchObject({ name: "node-1", agent: { claimed: true }, watch: { slowedBy: 1, isStale: false } });
	expect(fleet.topTenants.map(({ name }) => name)).toEqual(["acme", "globex"]);
	expect(fleet.stored.minuteBytes).toBeGreaterThan(0);
	await expect(person(ada).client.admin.fleet.query()).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
});
