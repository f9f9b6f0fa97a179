import { isAppError } from "@berth/core";
import type { BackendLease, InstanceRecord } from "@berth/db";
import { callerOf, type WireContext, type WireHandler } from "../context.ts";
import { createLogBudget, type LogBudget } from "../log-budget.ts";
import { NAME_CHARS_MAX } from "../protocol.ts";
import { notProvisioned, WireRefusal } from "../refusal.ts";

const TAIL = 100;
const TAIL_MAX = 10_000;
const UNAVAILABLE = "<log unavailable>";

/** The last lines of each instance, in any state; of what does not run any more those that were kept when it failed. */
export const logs: WireHandler = async (context, { name, query, signal }) => {
	const tail = readTail(query.get("tail") ?? "");
	const lease = name.length > NAME_CHARS_MAX || name.includes("\0") ? null : await context.stores.backend.find(name);
	if (lease === null) throw notProvisioned();
	const budget = createLogBudget();
	const texts = lease.state === "closed" ? {} : await readTexts(context, lease, tail, budget, signal);
	if (Object.keys(texts).length > 0) return { status: 200, body: texts };
	const kept = await readKept(context, lease, budget);
	if (lease.state === "closed" && Object.keys(kept).length === 0) throw notProvisioned();
	return { status: 200, body: kept };
};

function readTail(text: string): number {
	if (text === "") return TAIL;
	const tail = /^[+-]?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
	if (!(tail >= 1)) throw new WireRefusal(400, "tail must be a positive integer");
	if (tail > TAIL_MAX) throw new WireRefusal(400, `tail must not exceed ${TAIL_MAX}`);
	return tail;
}

const inOrder = (one: InstanceRecord, other: InstanceRecord): number =>
	one.service === other.service ? one.index - other.index : one.service < other.service ? -1 : 1;

async function readTexts(
	context: WireContext,
	{ leaseId, tenantId }: BackendLease,
	tail: number,
	budget: LogBudget,
	signal: AbortSignal,
): Promise<Record<string, string>> {
	const rows = ((await context.stores.reader.instances([leaseId])).get(leaseId) ?? []).toSorted(inOrder);
	const texts: Record<string, string> = {};
	for (const { service, index } of rows) {
		const key = `${service}/${index}`;
		if (Object.hasOwn(texts, key)) continue;
		const sink = budget.open(key);
		const asked = { services: [service], instance: index, tail, follow: false };
		try {
			for await (const message of context.leases.logs(callerOf(context, tenantId), leaseId, asked, signal))
				if (message.kind === "line" && !sink.add(`${message.text}\n`)) break;
			texts[key] = sink.text();
		} catch (err) {
			// What the engine says of itself is for nobody to read, and one that is silent takes no other's lines away.
			if (!isAppError(err)) throw err;
			texts[key] = UNAVAILABLE;
		}
	}
	return texts;
}

async function readKept({ stores }: WireContext, { leaseId }: BackendLease, budget: LogBudget): Promise<Record<string, string>> {
	const texts: Record<string, string> = {};
	// Newest first: of each instance what was kept last.
	for (const { service, index, logTail } of await stores.reader.diagnostics(leaseId, 100)) {
		const key = `${service}/${index}`;
		if (Object.hasOwn(texts, key) || logTail.length === 0) continue;
		const sink = budget.open(key);
		for (const line of logTail) if (!sink.add(`${line}\n`)) break;
		texts[key] = sink.text();
	}
	return texts;
}
