import type { BerthClient, RouterOutputs } from "@berth/client";
import type { LeaseDetail } from "@berth/core";
import { waitUntil } from "../../lib/wait-until.ts";

const LEASE_MS = 120_000;
const ANSWER_MS = 30_000;

type Summary = RouterOutputs["lease"]["list"]["leases"][number];

const manifestOf = (image: string, lease: string) => ({
	services: {
		counter: {
			image,
			command: ["httpd", "-f", "-v", "-p", "8081", "-h", "/counter"],
			health_check: {
				test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8081/cgi-bin/count?peek"],
				interval: "1s",
				timeout: "5s",
				retries: 10,
			},
		},
		web: {
			image,
			command: ["httpd", "-f", "-v", "-p", "8080", "-h", "/web"],
			ports: { "8080/tcp": {} },
			// The short name would do, were this the tenant's only lease with a counter.
			env: { COUNTER: `counter.${lease}` },
			health_check: {
				test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"],
				interval: "1s",
				timeout: "5s",
				retries: 10,
			},
			depends_on: { counter: { condition: "service_healthy" } },
		},
	},
});

const explain = (lease: LeaseDetail) => {
	const [diagnostic] = lease.diagnostics;
	const tail = diagnostic ? ` ${diagnostic.service}: ${diagnostic.detail ?? diagnostic.logTail.slice(-3).join(" / ")}` : "";
	return `the lease ${lease.name} is ${lease.state}${lease.reason ? ` (${lease.reason})` : ""}: ${lease.message ?? "no message"}${tail}`;
};

/** Follows a lease until it is as wanted. Errors  when it fails on the way, and past two minutes. */
function follow(client: BerthClient, leaseId: string, wanted: "ready" | "closed", signal: AbortSignal): Promise<LeaseDetail> {
	const until = AbortSignal.any([signal, AbortSignal.timeout(LEASE_MS)]);
	return new Promise<LeaseDetail>((resolve, reject) => {
		const end = (act: () => void) => {
			subscription.unsubscribe();
			until.removeEventListener("abort", onAbort);
			act();
		};
		const onAbort = () =>
			end(() => reject(signal.aborted ? signal.reason : new Error(`the lease was not ${wanted} after ${LEASE_MS / 1_000} s`)));
		const subscription = client.lease.watch.subscribe(
			{ leaseId },
			{
				// The stream's own type has lost the names of the parts; they are core's.
				onData: ({ data: { lease } }) => {
					if (lease.state === wanted) end(() => resolve(lease));
					else if (lease.state === "failed") end(() => reject(new Error(explain(lease))));
				},
				onError: (error) => end(() => reject(error)),
			},
		);
		until.addEventListener("abort", onAbort, { once: true });
	});
}

/** An unclosed lease of that name, when it is of use; one that is not is closed first. */
async function reuse(client: BerthClient, name: string, signal: AbortSignal): Promise<Summary | null> {
	const { leases } = await client.lease.list.query({ search: name });
	const found = leases.find((lease) => lease.name === name && lease.state !== "closed");
	if (found === undefined) return null;
	if (found.state !== "failed" && found.state !== "stopped" && found.state !== "deprovisioning") return found;
	await closeDemo(client, found.id, signal);
	return null;
}

/** Leases the demo's stack, or finds it leased. Returns the lease's id; the stack need not run yet. */
export async function provisionDemo(client: BerthClient, name: string, image: string, signal: AbortSignal): Promise<string> {
	const items = [
		{ service: "counter", sku: "nano" },
		{ service: "web", sku: "nano" },
	];
	const existing = await reuse(client, name, signal);
	return existing?.id ?? (await client.lease.provision.mutate({ name, items, manifest: manifestOf(image, name) })).leaseId;
}

/** Waits until the stack is ready. Returns where its page answers. */
export async function awaitReady(client: BerthClient, leaseId: string, signal: AbortSignal): Promise<string> {
	const lease = await follow(client, leaseId, "ready", signal);
	const url = lease.endpoints.find(({ service }) => service === "web")?.url;
	if (!url) throw new Error("the demo is ready, and has no address");
	return url;
}

export async function closeDemo(client: BerthClient, leaseId: string, signal: AbortSignal): Promise<void> {
	await client.lease.close.mutate({ leaseId });
	await follow(client, leaseId, "closed", signal);
}

/** Waits until both services answer: the page, and through it the counter behind. */
export async function awaitAnswer(url: string, signal: AbortSignal): Promise<void> {
	const ask = async (path: string) => {
		const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(5_000) }).catch(() => null);
		return answer?.ok ? answer.text() : null;
	};
	await waitUntil(async () => (await ask("/"))?.includes("It runs.") ?? false, { what: `${url} to answer`, timeoutMs: ANSWER_MS, signal });
	await waitUntil(async () => /^\d+$/.test((await ask("/cgi-bin/visit"))?.trim() ?? ""), {
		what: "the demo's counter to answer",
		timeoutMs: ANSWER_MS,
		signal,
	});
}
