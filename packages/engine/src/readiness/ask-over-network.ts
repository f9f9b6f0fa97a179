import { request } from "node:http";
import { connect } from "node:net";
import type { Millis } from "@berth/core";
import type { ProbeResult } from "./prober.ts";
import type { ReadinessProbe } from "./readiness-spec.ts";

type Of<K extends ReadinessProbe["kind"]> = Extract<ReadinessProbe, { readonly kind: K }>;

/** Whether somebody takes a connection at the address. Never throws; what went wrong is the output. */
export function askTcp({ port }: Of<"tcp">, host: string, timeoutMs: Millis, signal: AbortSignal): Promise<ProbeResult> {
	return new Promise((resolve) => {
		const what = `${host} port ${port}`;
		const socket = connect({ host, port });
		const settle = settler(resolve, () => socket.destroy(), { what, timeoutMs, signal });
		socket.once("connect", () => settle({ ok: true, output: `${what} takes connections` }));
		socket.on("error", (error) => settle({ ok: false, output: `${what}: ${wordOf(error)}` }));
	});
}

/** What a server at the address answers. No redirect is followed, and the body is not read. Never throws. */
export function askHttp(
	{ port, path, status: good }: Of<"http">,
	host: string,
	timeoutMs: Millis,
	signal: AbortSignal,
): Promise<ProbeResult> {
	return new Promise((resolve) => {
		const what = `GET ${path} at ${host} port ${port}`;
		const asked = request({ host, port, path, agent: false, headers: { "user-agent": "berth-readiness", connection: "close" } });
		const settle = settler(resolve, () => asked.destroy(), { what, timeoutMs, signal });
		asked.once("response", ({ statusCode: status = 0 }) => {
			const ok = good === undefined ? status >= 200 && status < 300 : status === good;
			settle({ ok, output: `${what} answered ${status}` });
		});
		asked.on("error", (error) => settle({ ok: false, output: `${what}: ${wordOf(error)}` }));
		asked.end();
	});
}

/** The first word counts, also that of the time and of the signal; then the connection is let go. */
function settler(
	resolve: (result: ProbeResult) => void,
	letGo: () => void,
	{ what, timeoutMs, signal }: { readonly what: string; readonly timeoutMs: Millis; readonly signal: AbortSignal },
): (result: ProbeResult) => void {
	const settle = (result: ProbeResult) => {
		clearTimeout(timer);
		signal.removeEventListener("abort", giveUp);
		resolve(result);
		letGo();
	};
	const giveUp = () => settle({ ok: false, output: `${what} was given up` });
	const timer = setTimeout(() => settle({ ok: false, output: `${what}: no answer within ${timeoutMs} ms` }), timeoutMs);
	if (signal.aborted) giveUp();
	else signal.addEventListener("abort", giveUp, { once: true });
	return settle;
}

const wordOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : error.message);
