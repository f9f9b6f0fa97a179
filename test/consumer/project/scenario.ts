import {
	type Accepted,
	type BerthError,
	berthErrorOf,
	createBerthClient,
	type ExecConnection,
	type LeaseDetail,
	type OpenExecOptions,
	openExec,
} from "@berth/client";

const { BERTH_URL: url = "", BERTH_API_KEY: apiKey = "" } = process.env;
const berth = createBerthClient({ url, apiKey });

const accepted: Accepted = await berth.lease.provision.mutate({ name: "shop", items: [{ sku: "small" }], manifest: { image: "shop:1" } });
const { leaseId, operationId } = accepted;
const { met, lease, operation } = await berth.wait({ leaseId, operationId, timeoutMs: 60_000 });
const detail: LeaseDetail = lease;
console.log(JSON.stringify({ met, state: detail.state, operation: operation?.state }));

for await (const message of berth.followLogs({ leaseId, services: ["app"] })) {
	if (message.kind !== "line") continue;
	console.log(JSON.stringify({ line: message.text }));
	if (message.text === "goodbye") break;
}

for await (const { text } of berth.searchLogs({ leaseId, text: "good" })) console.log(JSON.stringify({ found: text }));

const seqs: number[] = [];
const following = (async () => {
	for await (const { kind, lease, events } of berth.followEvents({ leaseId })) {
		seqs.push(...(kind === "reset" ? [lease.eventSeq] : events.map(({ seq }) => seq)));
		if (lease.state === "closed") return;
	}
})();
const closing = await berth.lease.close.mutate({ leaseId });
await berth.wait({ leaseId, operationId: closing.operationId });
await following;
console.log(JSON.stringify({ isGapless: seqs.every((seq, at) => at === 0 || seq === (seqs[at - 1] ?? 0) + 1), events: seqs.length }));

const refusal: BerthError = await createBerthClient({ url, apiKey: `${apiKey}x` })
	.lease.get.query({ leaseId })
	.then(
		() => {
			throw new Error("a wrong key was let in");
		},
		(error: unknown) => berthErrorOf(error),
	);
console.log(JSON.stringify({ refused: refusal.code }));

// A session needs a container that is real; that a ticket fits is a matter of types.
export const talk = async (options: Omit<OpenExecOptions, "ticket">): Promise<ExecConnection> =>
	openExec({ ...options, ticket: await berth.exec.ticket.mutate({ leaseId, service: "app", argv: ["true"], size: null }) });

// What the types must refuse; nothing of it is called.
export const wrong = () => {
	// @ts-expect-error  a lease is named
	void berth.lease.get.query({});
	// @ts-expect-error  there is no such state
	void berth.wait({ leaseId, states: ["asleep"] });
	// @ts-expect-error  there is no such procedure
	void berth.lease.explode;
	// @ts-expect-error  an answer is what it is
	void berth.lease.get.query({ leaseId }).then(({ state }) => state === "asleep");
};
