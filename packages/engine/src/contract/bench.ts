import { isAppError, type LeaseId, newId, type TenantId } from "@berth/core";
import type { Call } from "../engine.ts";
import type { ContainerObservation } from "../observation.ts";
import type { ContainerSpec } from "../spec.ts";
import type { EngineHarness } from "./harness.ts";

/** Outer bound of one call or wait; reached only when something is broken. */
const BOUND_MS = 60_000;
const MIB = 1_048_576;

/** What the cases work with: a harness, one tenant with a network, and ways to ask for containers. */
export interface Bench extends EngineHarness {
	readonly tenantId: TenantId;
	readonly network: string;
	/** A running container of the web image, shared by all cases that do not change it. */
	readonly web: { readonly id: string; readonly spec: ContainerSpec };
}

export async function openBench(harness: EngineHarness): Promise<Bench> {
	const tenantId = newId<TenantId>();
	const network = freshName("net");
	await harness.engine.networks.ensure({ name: network, tenantId }, bounded());
	const base = Object.assign(harness, { tenantId, network });
	const spec = specOf(base, harness.images.web, { ports: [{ port: 8080, protocol: "tcp" }] });
	const { id } = await harness.engine.containers.ensure(spec, bounded());
	await harness.engine.containers.start(id, bounded());
	return Object.assign(base, { web: { id, spec } });
}

export const bounded = (): Call => ({ signal: AbortSignal.timeout(BOUND_MS) });

/** A name nothing else has. */
export const freshName = (what: string): string => `berth-contract-${what}-${newId().slice(-12)}`;

/** A container of a lease of its own in the bench's network, with small limits. */
export function specOf(
	bench: Pick<Bench, "tenantId" | "network">,
	image: string,
	changes: Partial<ContainerSpec> & { readonly leaseId?: LeaseId } = {},
): ContainerSpec {
	const { leaseId = newId<LeaseId>(), ...rest } = changes;
	return {
		name: freshName("c"),
		owner: { tenantId: bench.tenantId, leaseId },
		service: "app",
		index: 0,
		generation: 1,
		image,
		env: { GREETING: "hello" },
		labels: {},
		ports: [],
		tmpfs: [],
		network: { name: bench.network, aliases: ["app"] },
		resources: { cpuMillis: 500, memoryBytes: 32 * MIB, pidsMax: 32 },
		stopGraceMs: 5_000,
		init: true,
		...rest,
	};
}

/** Asks often, so that a test need not wait; what it finds is the image's affair. */
export const checkedBy = (...test: string[]): Pick<ContainerSpec, "healthCheck"> => ({
	healthCheck: { test: ["CMD", ...test], intervalMs: 500, timeoutMs: 20_000, retries: 1 },
});

/** Makes a container and starts it; returns its id. */
export async function run(bench: Bench, spec: ContainerSpec): Promise<string> {
	const { id } = await bench.engine.containers.ensure(spec, bounded());
	await bench.engine.containers.start(id, bounded());
	return id;
}

/** The first observation that satisfies, looked for again and again within the bound. */
export async function observeUntil(
	bench: Bench,
	id: string,
	satisfied: (seen: ContainerObservation) => boolean,
	what: string,
): Promise<ContainerObservation> {
	const deadline = AbortSignal.timeout(BOUND_MS);
	for (;;) {
		const seen = await bench.engine.containers.inspect(id, bounded());
		if (satisfied(seen)) return seen;
		if (deadline.aborted) throw new Error(`${BOUND_MS} ms passed before ${what}; last seen: ${JSON.stringify(seen)}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** The error a call rejects with: its code and data, or what else came of it. */
export async function failureOf(
	work: Promise<unknown>,
): Promise<{ readonly code: string; readonly data: Readonly<Record<string, unknown>> }> {
	try {
		return { code: `no error but ${JSON.stringify(await work)}`, data: {} };
	} catch (err) {
		if (isAppError(err)) return { code: err.code, data: err.data };
		return { code: `no AppError but ${String(err)}`, data: {} };
	}
}
