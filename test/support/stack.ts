import type { BerthClient } from "@berth/client";
import type { LeaseDetail, LeaseState } from "@berth/core";
import type { FixtureImages } from "./fixture-images.ts";
import { waitUntil } from "./wait-until.ts";

/** Two services, one behind the other: the page comes up when what it depends on is healthy. */
export const twoServices = (images: FixtureImages) => ({
	services: {
		store: {
			image: images.sleeper,
			health_check: { test: ["CMD", "true"], interval: "500ms", timeout: "20s", retries: 5 },
			stop_grace_period: "1s",
			init: true,
		},
		web: {
			image: images.web,
			ports: { "8080/tcp": {} },
			stop_grace_period: "1s",
			init: true,
			depends_on: { store: { condition: "service_healthy" as const } },
		},
	},
});
export const twoItems = [
	{ service: "store", sku: "micro" },
	{ service: "web", sku: "micro" },
];

/** Waits by the lease's own feed, as a page does; resolves with the lease as the feed told it. */
export function untilState(client: BerthClient, leaseId: string, states: readonly LeaseState[], timeoutMs = 60_000): Promise<LeaseDetail> {
	return new Promise((resolve, reject) => {
		let last = "nothing";
		const end = (act: () => void) => {
			clearTimeout(timer);
			subscription.unsubscribe();
			act();
		};
		const timer = setTimeout(
			() => end(() => reject(new Error(`waited ${timeoutMs} ms for ${states.join(" or ")}, last heard: ${last}`))),
			timeoutMs,
		);
		const subscription = client.lease.watch.subscribe(
			{ leaseId },
			{
				onData: ({ data: { lease } }) => {
					last = `${lease.state} ${lease.reason ?? ""} ${lease.message ?? ""}`;
					if (states.includes(lease.state)) end(() => resolve(lease));
				},
				onError: (error) => end(() => reject(error)),
			},
		);
	});
}

/** The same by asking, for a server that is killed on the way. Calls that fail meanwhile are asked again. */
export const askUntilState = (
	client: BerthClient,
	leaseId: string,
	states: readonly LeaseState[],
	timeoutMs = 60_000,
): Promise<LeaseDetail> =>
	waitUntil(
		async () => {
			const lease = await client.lease.get.query({ leaseId });
			return states.includes(lease.state) ? lease : null;
		},
		{ timeoutMs, what: `lease ${leaseId} to be ${states.join(" or ")}` },
	);
