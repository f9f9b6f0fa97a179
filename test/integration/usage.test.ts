import { expect, test } from "vitest";
import { createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { askUntilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

test("what a busy container used comes to what its kernel counted, whenever the agent is killed", async () => {
	await using stack = new AsyncDisposableStack();
	const images = await ensureFixtureImages();
	const database = stack.use(await createTestDatabase());
	const host = createDockerHost();
	const { installationId } = database.database;
	stack.defer(() => host.sweep(installationId));
	const server = stack.use(await createBerthServer({ databaseUrl: database.url, env: { USAGE_INTERVAL: "1s" } }));
	await server.start();
	const { client, cookie } = await server.signIn("acme");
	const burner = { image: images.sleeper, command: ["sh", "-c", "while :; do :; done"], init: true, stop_grace_period: "1s" };
	await untilMinuteHasLeft(45_000);
	const { leaseId } = await client.lease.provision.mutate({ name: "busy", items: [{ sku: "micro" }], manifest: burner });
	await askUntilState(client, leaseId, ["ready"]);
	const container = (await host.leftovers(installationId)).containers.find((one) => one.leaseId === leaseId);
	if (container === undefined) throw new Error("the lease has no container");

	const counted = async () => {
		const frame = await host.docker.getContainer(container.id).stats({ stream: false, "one-shot": true });
		return frame.cpu_stats.cpu_usage.total_usage / 1_000_000;
	};
	const recorded = async () => {
		const answer = await fetch(`${server.url}/api/usage/export?format=json&step=minute&leaseId=${leaseId}`, { headers: { cookie } });
		const lines: readonly { readonly cpuSeconds: string }[] = JSON.parse(await answer.text());
		return lines.reduce((sum, { cpuSeconds }) => sum + Number(cpuSeconds) * 1_000, 0);
	};
	const until = (least: number, what: string) => waitUntil(async () => (await recorded()) >= least, { timeoutMs: 90_000, what });

	await until(1, "something to be recorded");
	for (let kills = 0; kills < 2; kills++) {
		const before = await counted();
		await server.kill();
		await server.start();
		// The run is young, so its next agent sees all of it in the counters.
		await until(before, "the next agent to have recorded what was used before the kill");
		const seen = await recorded();
		// A minute is told in whole milliseconds, half of one above what was counted at the most.
		expect(seen).toBeLessThanOrEqual((await counted()) + 1);
	}
});

/**
 * What was used across the end of a minute is parted by time, and where two agents saw the two parts the sum need not be what was
 * counted. So all of it is to happen in one minute.
 */
async function untilMinuteHasLeft(leastMs: number): Promise<void> {
	const leftMs = () => 60_000 - (Date.now() % 60_000);
	await waitUntil(() => leftMs() >= leastMs, { timeoutMs: 60_000, what: "a minute that has just begun" });
}
