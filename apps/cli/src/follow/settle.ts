import type { BerthClient } from "@berth/client";
import type { OperationStep, OperationView } from "@berth/core";
import { spinner } from "@clack/prompts";
import type { Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { seconds } from "../run/words.ts";

export interface WaitOptions {
	readonly wait?: true;
	readonly timeout: number;
}

interface Accepted {
	readonly leaseId: string;
	readonly operationId: string;
	readonly state: string;
}

/** What was asked for was taken: says so or, where that is wanted, waits for its end and shows its steps. */
export async function settle(run: Run, client: BerthClient, name: string, accepted: Accepted, options: WaitOptions): Promise<void> {
	const { out } = run;
	if (options.wait !== true) {
		out.show(
			accepted,
			() => `${name} is ${accepted.state}.`,
			() => [accepted.leaseId],
		);
		return;
	}
	const progress = showProgress(run, client, accepted);
	const { met, lease, operation } = await client
		.wait({ leaseId: accepted.leaseId, operationId: accepted.operationId, timeoutMs: options.timeout, signal: run.signal })
		.finally(progress.end);
	if (!met) throw new Failure("timeout", `${name} is still ${lease.state}.`, { ...accepted, state: lease.state });
	if (operation?.state !== "succeeded")
		throw new Failure("failure", operation?.message ?? `${name}: the ${operation?.kind ?? "operation"} ended as ${operation?.state}.`, {
			leaseId: lease.id,
			operationId: accepted.operationId,
			state: lease.state,
			operation: operation?.state ?? null,
			reason: operation?.reason ?? null,
		});
	const urls = lease.endpoints.map(({ url, host, hostPort }) => url ?? (host === null ? null : `${host}:${hostPort}`));
	const places = [...new Set(urls.filter((url) => url !== null))];
	out.show(
		{ lease, operation },
		() => [`${name} is ${lease.state}.`, ...places.map((place) => `  ${place}`)].join("\n"),
		() => [lease.id],
	);
}

/** The steps of an operation on standard error, each when it ends; on a terminal with what is done now. */
function showProgress(run: Run, client: BerthClient, { leaseId, operationId }: Accepted): { end(): void } {
	if (run.out.isJson || run.out.isQuiet) return { end: () => undefined };
	const over = new AbortController();
	const signal = AbortSignal.any([run.signal, over.signal]);
	const now = process.stderr.isTTY ? spinner({ output: process.stderr, indicator: "timer" }) : null;
	now?.start("accepted");
	const told = new Set<string>();
	const tell = (operation: OperationView | null) => {
		if (operation?.id !== operationId) return;
		for (const step of operation.steps) {
			if (step.state === "running") now?.message(wordsOf(step));
			const isOver = step.state === "succeeded" || step.state === "failed";
			if (!isOver || told.has(step.name)) continue;
			told.add(step.name);
			const took = Date.parse(step.finishedAt ?? "") - Date.parse(step.startedAt ?? "");
			const line = `${step.state === "failed" ? "✗" : "✓"} ${step.name}${Number.isNaN(took) ? "" : ` ${seconds(took)}`}`;
			now?.clear();
			process.stderr.write(`${line}\n`);
			now?.start(wordsOf(step));
		}
	};
	const watching = (async () => {
		for await (const { lease } of client.followEvents({ leaseId, signal })) tell(lease.operation);
	})();
	// Who waits is told what is wrong; this only shows.
	watching.catch(() => undefined);
	return {
		end() {
			over.abort();
			now?.clear();
		},
	};
}

function wordsOf({ name, progress, note }: OperationStep): string {
	const share =
		progress === null || progress.total === null || progress.total === 0 ? "" : ` ${Math.floor((100 * progress.done) / progress.total)} %`;
	return `${name}${share}${note === null ? "" : ` (${note})`}`;
}
