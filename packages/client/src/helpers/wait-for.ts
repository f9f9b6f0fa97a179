import type { LeaseDetail, LeaseState, OperationView } from "@berth/core";
import { backoffMs } from "../backoff.ts";
import { isFinal } from "./is-final.ts";
import { pause } from "./pause.ts";
import type { HelperTools } from "./tools.ts";

export interface WaitForInput {
	readonly leaseId: string;
	/** Whose end is waited for. */
	readonly operationId?: string;
	/** Without an operation: the states to wait for; any that rests when absent. */
	readonly states?: readonly LeaseState[];
	/** For ever when absent. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
}

export interface Waited {
	/** False when the time was over before. */
	readonly met: boolean;
	readonly lease: LeaseDetail;
	readonly operation: OperationView | null;
}

/** The longest that one request asks the server to wait: what is silent for longer is cut by proxies. */
const TURN_MS = 25_000;

/** Asks again and again, since a request may last only so long. Errors  those of `lease.wait` that trying again does not help. */
export async function waitFor(
	{ calls }: HelperTools,
	{ signal, timeoutMs = Number.POSITIVE_INFINITY, ...wanted }: WaitForInput,
): Promise<Waited> {
	const untilMs = Date.now() + timeoutMs;
	const { states, ...rest } = wanted;
	const input = { ...rest, ...(states === undefined ? {} : { states: [...states] }) };
	for (let failures = 0; ; ) {
		signal?.throwIfAborted();
		const leftMs = Math.max(0, untilMs - Date.now());
		try {
			const answer = await calls.lease.wait.query(
				{ ...input, timeoutMs: Math.round(Math.min(leftMs, TURN_MS)) },
				signal === undefined ? {} : { signal },
			);
			failures = 0;
			if (answer.met || Date.now() >= untilMs) return answer;
		} catch (error) {
			signal?.throwIfAborted();
			if (isFinal(error) || leftMs === 0) throw error;
			await pause(Math.min(backoffMs(failures++), leftMs), signal);
		}
	}
}
