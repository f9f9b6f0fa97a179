import { type AppRouter, createBrowserLinks } from "@berth/client";
import type { LeaseState } from "@berth/core";
import { createTRPCClient } from "@trpc/client";
import { WebSocket } from "ws";
import { untilState } from "../../support/stack.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { type Bench, CannotMeasure } from "../bench.ts";
import { watchWaiting } from "../busy.ts";
import { followDeaths } from "../death/follow-deaths.ts";
import { figureOf, valueAtMost } from "../figure.ts";
import { type DockerStage, openDockerStage } from "../stage/docker-stage.ts";
import { compare, quantile } from "../statistics.ts";

const BUDGET = valueAtMost(250);
/** When the daemon itself tells no sooner, others keep it busy, and what Berth adds cannot be seen. */
const CONTROL_MAX_MS = 200;
/** Of the time, the share in which somebody on the machine is ready to run and has no core. */
const WAITED_MAX = 0.85;
const LEASES = 8;
const TOLD_MS = 30_000;

/** A container that is killed, until a page that follows its lease knows. */
export const death: Bench = {
	name: "death",
	says: "a container killed by the engine until a subscriber over a WebSocket is told, beside a bare follower of the engine's events",
	needs: ["docker", "postgres", "build"],
	async *run(context) {
		const stage = await openDockerStage(context);
		const deaths = await followDeaths(stage.host.docker);
		context.onEnd(() => deaths.close());
		const watchers = await Promise.all(Array.from({ length: LEASES }, (_, nth) => openWatched(stage, `death-${nth}`)));
		context.onEnd(() => Promise.all(watchers.map((watched) => watched.close())).then(() => undefined));
		const told: number[] = [];
		const bare: number[] = [];
		const rounds = context.quick ? 3 : 12;
		const waited = watchWaiting();
		for (let round = 0; round < rounds; round++) {
			for (const watched of watchers) {
				context.signal.throwIfAborted();
				const { id } = await watched.container();
				const heard = watched.untilNot("ready");
				const died = deaths.of(id);
				const begun = performance.now();
				waited.begin();
				await stage.host.docker.getContainer(id).kill();
				told.push((await heard) - begun);
				bare.push((await died) - begun);
				waited.end();
			}
			if (round + 1 < rounds) await Promise.all(watchers.map((watched) => watched.restart()));
		}
		if (p95(bare) > CONTROL_MAX_MS) throw new CannotMeasure("the engine takes too long to tell of a death: others keep it busy");
		if (waited.share() > WAITED_MAX) throw new CannotMeasure("what measures waits for a core too often: others keep the machine busy");
		const middle = compare(told, bare);
		yield figureOf({ bench: "death", figure: "told p50", unit: "ms", budget: null, ...middle });
		const tail = { ...middle, value: p95(told), control: p95(bare), ratio: p95(told) / p95(bare) };
		yield figureOf({ bench: "death", figure: "told p95", unit: "ms", budget: BUDGET, ...tail });
	},
};

const p95 = (values: readonly number[]) => quantile(values, 0.95);

/** A lease of one container, and a tab that follows it over its socket. */
async function openWatched({ server, member, images, host, installationId }: DockerStage, name: string) {
	const { leaseId } = await member.client.lease.provision.mutate({
		name,
		items: [{ sku: "nano" }],
		manifest: { image: images.sleeper, init: true, stop_grace_period: "1s" },
	});
	class Socket extends WebSocket {
		constructor(url: string | URL) {
			super(url, { headers: { cookie: member.cookie, origin: server.url } });
		}
	}
	// Of the browser's class only what the link uses is there.
	const links = createBrowserLinks({ url: server.url, WebSocket: Socket as unknown as typeof globalThis.WebSocket });
	const tab = createTRPCClient<AppRouter>({ links: links.links });
	let state: LeaseState = "provisioning";
	const waiting = new Set<{ readonly left: LeaseState; readonly tell: (atMs: number) => void }>();
	const subscription = tab.lease.watch.subscribe(
		{ leaseId },
		{
			onData: ({ data }) => {
				state = data.lease.state;
				for (const one of waiting) if (one.left !== state && waiting.delete(one)) one.tell(performance.now());
			},
		},
	);
	await waitUntil(() => state === "ready", { timeoutMs: 60_000, what: `${name} to be ready` });
	return {
		container: async () => {
			const found = (await host.leftovers(installationId)).containers.find((one) => one.leaseId === leaseId && one.state === "running");
			if (found === undefined) throw new Error(`${name} has no running container`);
			return found;
		},
		/** Resolves with the time at which the subscriber heard that the lease is in another state. */
		untilNot: (left: LeaseState) =>
			new Promise<number>((resolve, reject) => {
				const timer = setTimeout(() => reject(new Error(`${name} was not told of within ${TOLD_MS} ms`)), TOLD_MS);
				waiting.add({
					left,
					tell: (atMs) => {
						clearTimeout(timer);
						resolve(atMs);
					},
				});
			}),
		async restart() {
			await untilState(member.client, leaseId, ["failed"]);
			await member.client.lease.restart.mutate({ leaseId });
			await waitUntil(() => state === "ready", { timeoutMs: 60_000, what: `${name} to be ready again` });
		},
		async close() {
			subscription.unsubscribe();
			await links.close();
		},
	};
}
