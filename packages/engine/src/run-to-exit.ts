import type { Clock } from "@berth/core";
import type { Call } from "./call.ts";
import type { ContainerGroup, LogGroup } from "./engine.ts";
import type { ExecResult } from "./exec-group.ts";
import type { ContainerSpec } from "./spec.ts";

interface Parts {
	readonly containers: ContainerGroup;
	readonly logs: LogGroup;
	readonly clock: Clock;
	/** What the removal at the end may take; it happens also when the caller has given up. */
	readonly removeMs: number;
}

/** Runs a container to its end and gives what it said: made, started, followed and removed again, whatever came of it. */
export async function runToExit(
	{ containers, logs, clock, removeMs }: Parts,
	spec: ContainerSpec,
	{ bytesMax, timeoutMs }: { readonly bytesMax: number; readonly timeoutMs: number },
	call: Call,
): Promise<ExecResult> {
	await containers.remove(spec.name, call);
	const ending = new AbortController();
	const reading = new AbortController();
	let timedOut = false;
	try {
		const { id } = await containers.ensure(spec, call);
		await containers.start(id, call);
		clock.sleep(timeoutMs, ending.signal).then(
			() => {
				timedOut = true;
				reading.abort();
			},
			() => undefined,
		);
		const said = { stdout: "", stderr: "" };
		let left = bytesMax;
		let truncated = false;
		try {
			const signal = AbortSignal.any([call.signal, reading.signal]);
			for await (const message of logs.read(id, { follow: true }, { signal })) {
				if (message.kind === "gap") truncated = true;
				if (message.kind !== "line") continue;
				const bytes = Buffer.from(`${message.text}\n`);
				truncated ||= message.truncated || bytes.length > left;
				said[message.stream] += bytes.subarray(0, left).toString("utf8");
				left -= Math.min(left, bytes.length);
			}
		} catch (error) {
			if (!timedOut) throw error;
		}
		const { exitCode } = await containers.inspect(id, call);
		return { ...said, exitCode: timedOut ? null : exitCode, truncated, timedOut, mayStillRun: false };
	} finally {
		ending.abort();
		await containers.remove(spec.name, { signal: AbortSignal.timeout(removeMs) });
	}
}
