import { MINUTE } from "@berth/core";
import { ok, type Verdict } from "../preflight-result.ts";
import type { Context } from "./context.ts";
import { inspectImage } from "./inspect.ts";
import type { Check, ProbesUnderWay } from "./preflight-check.ts";
import { removeStrays } from "./preflight-strays.ts";
import { createTrial } from "./preflight-trial.ts";

const PORT = 8080;
const CONNECT_S = 3;

/** Whether containers of two tenants can reach each other: tried out, with networks and containers that are made for it and removed. */
export function isolationCheck(image: string, underWay: ProbesUnderWay): Check {
	return {
		id: "network_isolation",
		title: "Tenants' networks do not reach each other",
		limitMs: MINUTE,
		async judge({ context, signal }) {
			if (!(await inspectImage(context.daemon, image, signal))) {
				return { severity: "info", seen: `not tried: ${image} is not here`, remedy: `Pull ${image}.` };
			}
			return context.background.own(tryOut(context, image, underWay, signal));
		},
	};
}

/** What a client on the server's own network ended with, and one on another tenant's: the exit codes of their shells. */
export interface IsolationTrial {
	readonly near: number;
	readonly far: number;
}

export function judgeIsolation({ near, far }: IsolationTrial): Verdict {
	if (far === 0) {
		const remedy = "Let the daemon keep its firewall rules (iptables not switched off), and nothing else accept traffic between bridges.";
		return { severity: "warning", seen: "a container reached one of another tenant's network", remedy };
	}
	// Who reaches nothing proves nothing.
	if (near === 0 && far === 1) return ok("a container reached its neighbour, and none of another tenant's network");
	const remedy = "Name an image that has BusyBox with sh, nc and httpd.";
	return { severity: "info", seen: `nothing was proved: the shells ended with ${near} and ${far}`, remedy };
}

async function tryOut(context: Context, image: string, underWay: ProbesUnderWay, signal: AbortSignal): Promise<Verdict> {
	await removeStrays(context, underWay);
	const trial = createTrial(context, { op: "preflight.network_isolation", image, underWay, signal });
	try {
		const [here, there] = [await trial.network(), await trial.network()];
		const server = await trial.start(here, ["httpd", "-f", "-p", String(PORT), "-h", "/dev/shm"]);
		const address = await trial.addressOf(server, here);
		const near = await trial.exitOf(await trial.start(here, connectTo(address, 5)));
		const far = near === 0 ? await trial.exitOf(await trial.start(there, connectTo(address, 1))) : near;
		return judgeIsolation({ near, far });
	} finally {
		await trial.undo();
	}
}

const connectTo = (address: string, attempts: number): string[] => {
	const attempt = `nc -w ${CONNECT_S} "$1" ${PORT} </dev/null; code=$?; [ $code -eq 0 ] && exit 0`;
	const script = `i=0; while [ $i -lt ${attempts} ]; do [ $i -gt 0 ] && sleep 1; ${attempt}; i=$((i+1)); done; exit $code`;
	return ["sh", "-c", script, "sh", address];
};
