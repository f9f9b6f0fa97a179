import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BerthClient } from "@berth/client";
import { readDockerHost } from "../../../scripts/lib/docker/docker-host.ts";
import { createBerthServer } from "../../support/berth-server.ts";
import { createDockerHost, type DockerHostView } from "../../support/docker-host.ts";
import { ensureFixtureImages } from "../../support/fixture-images.ts";
import { createTestDatabase } from "../../support/postgres.ts";
import { type BenchContext, CannotMeasure } from "../bench.ts";

/** Leases of one container each, by the service as it is shipped. */
export interface BerthSide {
	readonly host: DockerHostView;
	/** The container of a lease that stays, one of each tenant: what the control makes again, on the same networks. */
	readonly patterns: readonly string[];
	/** Provisions `count` leases at once, spread over the tenants; gives how long it took until all were ready. Takes them down again afterwards. */
	provision(count: number): Promise<number>;
}

const REST_MS = 120_000;
const TENANTS = ["north", "east", "south", "west"] as const;

interface Tenant {
	readonly name: string;
	readonly client: BerthClient;
}

/** Where Docker answers. Errors  CannotMeasure when that is no socket of this machine. */
function dockerSocket(): string {
	const { address, text } = readDockerHost();
	if (!address.socketPath) throw new CannotMeasure(`the container engine answers at ${text}, and not here`);
	return address.socketPath;
}

export async function openBerthSide({ onEnd, say, signal }: BenchContext): Promise<BerthSide> {
	const socket = dockerSocket();
	const images = await ensureFixtureImages(socket);
	const host = createDockerHost(socket);
	const test = await createTestDatabase();
	onEnd(() => test[Symbol.asyncDispose]());
	onEnd(() => host.sweep(test.database.installationId));
	const folder = await mkdtemp(join(tmpdir(), "berth-bench-"));
	onEnd(() => rm(folder, { recursive: true, force: true }));
	const server = await createBerthServer({
		databaseUrl: test.url,
		// To a file, as in earnest: what measures does not read along on the cores that are measured.
		outputFile: join(folder, "log"),
		dockerSocket: socket,
		// A container that runs is ready: the window in which it might still die is nobody's work, and so is not measured.
		env: { SETTLE_TIME: "0s", LOG_LEVEL: "info" },
	});
	onEnd(() => server[Symbol.asyncDispose]());
	await server.start();
	const tenants: Tenant[] = [];
	for (const name of TENANTS) tenants.push({ name, client: (await server.signIn(name)).client });
	const names = counter("lease");
	const provision = ({ client }: Tenant, patience: AbortSignal) =>
		client.lease.provision.mutate(
			{ name: names(), items: [{ sku: "nano" }], manifest: { image: images.sleeper, init: true, stop_grace_period: "1s" } },
			{ signal: patience },
		);
	const untilReady = async ({ client }: Tenant, leaseId: string) => {
		for (;;) {
			const { met, lease } = await client.lease.wait.query({ leaseId, states: ["ready", "failed"], timeoutMs: REST_MS }, { signal });
			if (lease.state === "ready") return;
			if (met) throw new Error(`a lease did not become ready: ${lease.state} ${lease.message ?? ""}`);
		}
	};
	const close = async ({ client }: Tenant, leaseId: string) => {
		await client.lease.close.mutate({ leaseId });
		let isClosed = false;
		// It answers before a request would be given up, and is asked again then.
		while (!isClosed) isClosed = (await client.lease.wait.query({ leaseId, states: ["closed"], timeoutMs: REST_MS }, { signal })).met;
	};

	say("The first lease of each tenant makes its network, which stays.");
	const patterns: string[] = [];
	for (const tenant of tenants) {
		const { leaseId } = await provision(tenant, signal);
		await untilReady(tenant, leaseId);
		const { containers } = await host.leftovers(test.database.installationId);
		const pattern = containers.find((container) => container.leaseId === leaseId);
		if (pattern === undefined) throw new Error("a lease that is ready has no container");
		patterns.push(pattern.id);
	}
	return {
		host,
		patterns,
		async provision(count) {
			const chosen = Array.from({ length: count }, (_, at) => tenants[at % tenants.length] as Tenant);
			const begun = performance.now();
			const leases = await Promise.all(
				chosen.map(async (tenant) => {
					const { leaseId } = await provision(tenant, signal);
					await untilReady(tenant, leaseId);
					return { tenant, leaseId };
				}),
			);
			const ms = performance.now() - begun;
			await Promise.all(leases.map(({ tenant, leaseId }) => close(tenant, leaseId)));
			return ms;
		},
	};
}

function counter(prefix: string): () => string {
	let count = 0;
	return () => `${prefix}-${count++}`;
}
