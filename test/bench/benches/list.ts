import { appRouter } from "@berth/api/router";
import { type LeaseState, noSpans, systemClock } from "@berth/core";
import { createLeaseService, type LeasePolicy, noLog, noMetrics } from "@berth/lease";
import type { Bench, BenchContext } from "../bench.ts";
import { figureOf, ratioAtMost } from "../figure.ts";
import { interleave } from "../rounds.ts";
import { type StoredLeases, storeLeases } from "../seed/stored-leases.ts";
import { compare } from "../statistics.ts";

const BUDGET = ratioAtMost(1.3);
const MANY = 100_000;
const FEW = 1_000;
const PAGE = 50;
const NOBODY = "nobody has this name";

/** A page of a tenant's leases where a hundred times as many are stored. */
export const list: Bench = {
	name: "list",
	says: `a page of ${PAGE} leases with ${MANY} stored, beside the same page with ${FEW}`,
	needs: ["postgres"],
	async *run(context) {
		const [many, few] = await Promise.all([openTenant(MANY, context), openTenant(FEW, context)]);
		for (const [figure, page] of Object.entries(pages)) {
			const { subject, control } = await interleave({
				rounds: context.quick ? 80 : 1_000,
				warmUps: context.quick ? 15 : 30,
				signal: context.signal,
				subject: () => timed(many, page),
				control: () => timed(few, page),
			});
			yield figureOf({ bench: "list", figure, unit: "ms", budget: BUDGET, ...compare(subject, control) });
		}
	},
};

interface Tenant {
	readonly stored: StoredLeases;
	readonly count: number;
	readonly ask: (input: PageInput) => Promise<{ readonly leases: readonly unknown[] }>;
}
interface PageInput {
	readonly limit: number;
	readonly cursor?: string;
	readonly states?: LeaseState[];
	readonly sku?: string;
	readonly search?: string;
}

const pages: Readonly<Record<string, (tenant: Tenant) => PageInput>> = {
	"first page": () => ({ limit: PAGE }),
	"page in the middle": ({ stored, count }) => ({ limit: PAGE, cursor: stored.leaseIdOf(count / 2) }),
	"first page of one state": () => ({ limit: PAGE, states: ["ready"] }),
	"first page of one size": () => ({ limit: PAGE, sku: "tiny" }),
	"first page of a search": () => ({ limit: PAGE, search: "lease" }),
	"a search that finds nothing": () => ({ limit: PAGE, search: NOBODY }),
};

/** The procedure as the router has it, in this process, for somebody who is signed in already. */
async function openTenant(count: number, { say, onEnd }: BenchContext): Promise<Tenant> {
	const begun = performance.now();
	const stored = await storeLeases(count);
	onEnd(() => stored[Symbol.asyncDispose]());
	say(`${count} leases were stored in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
	const { stores } = stored.database;
	const [tenant] = await stores.catalog.listTenants();
	if (tenant === undefined) throw new Error("the tenant is not there");
	const principal = {
		userId: "bench",
		email: "bench@example.org",
		name: "bench",
		isAdmin: false,
		label: "user:bench@example.org",
		memberships: [{ tenant, role: "owner" }],
		key: null,
	};
	const leases = createLeaseService({
		stores,
		// Pages never ask the engine, and reading changes nothing that a policy would allow.
		engine: {} as Parameters<typeof createLeaseService>[0]["engine"],
		policy: {} as LeasePolicy,
		clock: systemClock,
		log: noLog,
		metrics: noMetrics,
	});
	// Of a request's context only what the procedure asks for.
	const context = {
		requestId: "bench",
		headers: new Headers(),
		tenantWanted: () => null,
		services: { leases, catalog: stores.catalog },
		spans: noSpans,
		findPrincipal: async () => principal,
		charge: async () => undefined,
		note: () => undefined,
		ran: () => undefined,
	} as unknown as Parameters<typeof appRouter.createCaller>[0];
	const caller = appRouter.createCaller(context);
	return { stored, count, ask: (input) => caller.lease.list(input) };
}

async function timed(tenant: Tenant, page: (tenant: Tenant) => PageInput): Promise<number> {
	const input = page(tenant);
	const begun = performance.now();
	const { leases } = await tenant.ask(input);
	const ms = performance.now() - begun;
	const expected = input.search === NOBODY ? 0 : PAGE;
	if (leases.length !== expected) throw new Error(`a page of ${expected} came with ${leases.length}`);
	return ms;
}
