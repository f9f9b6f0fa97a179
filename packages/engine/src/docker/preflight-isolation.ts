import { randomUUID } from "node:crypto";
import { asError, MINUTE, newId, SECOND, type TenantId } from "@berth/core";
import { z } from "zod";
import { label, networkLabels } from "../labels.ts";
import { ok, type Verdict } from "../preflight-result.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectImage } from "./inspect.ts";
import type { Check, ProbesUnderWay } from "./preflight-check.ts";
import { PROBE_PREFIX, removeStrays } from "./preflight-strays.ts";
import { removeContainer } from "./remove-container.ts";
import { created } from "./wire.ts";

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
	const probe = createProbe(context, image, underWay, signal);
	try {
		const [here, there] = [await probe.network(), await probe.network()];
		const server = await probe.start(here, ["httpd", "-f", "-p", String(PORT), "-h", "/dev/shm"]);
		const address = await probe.addressOf(server, here);
		const near = await probe.exitOf(await probe.start(here, connectTo(address, 5)));
		const far = near === 0 ? await probe.exitOf(await probe.start(there, connectTo(address, 1))) : near;
		return judgeIsolation({ near, far });
	} finally {
		await probe.undo();
	}
}

const connectTo = (address: string, attempts: number): string[] => {
	const attempt = `nc -w ${CONNECT_S} "$1" ${PORT} </dev/null; code=$?; [ $code -eq 0 ] && exit 0`;
	const script = `i=0; while [ $i -lt ${attempts} ]; do [ $i -gt 0 ] && sleep 1; ${attempt}; i=$((i+1)); done; exit $code`;
	return ["sh", "-c", script, "sh", address];
};

const addresses = z.object({ NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string().min(1) })) }) });
const ended = z.object({ StatusCode: z.number() });

/** Makes what a trial needs and remembers it. Nothing is given up half-way: what is made must be known to be removed. */
function createProbe(context: Context, image: string, underWay: ProbesUnderWay, signal: AbortSignal) {
	const { daemon, lastingDaemon, installation, limits, closed, log } = context;
	const op = "preflight.network_isolation";
	const networks: string[] = [];
	const containers: string[] = [];
	const nameIn = (kind: string[]): string => {
		signal.throwIfAborted();
		const name = `${PROBE_PREFIX}${randomUUID()}`;
		underWay.add(name);
		kind.push(name);
		return name;
	};
	const lasting = (
		method: "POST" | "DELETE",
		path: string,
		rest: { body?: object; query?: Record<string, string>; also?: number[] } = {},
	) => lastingDaemon.call({ op, method, path, ...rest, signal: closed, ms: limits.createMs });
	const undoing = async (name: string, work: Promise<unknown>): Promise<void> => {
		await work.catch((error: unknown) => log.warn({ name, error: asError(error) }, "what a check had made could not be removed"));
		underWay.delete(name);
	};

	return {
		async network(): Promise<string> {
			const name = nameIn(networks);
			const labels = networkLabels({ name, tenantId: newId<TenantId>() }, installation);
			await lasting("POST", "/networks/create", { body: { Name: name, Driver: "bridge", CheckDuplicate: true, Labels: labels } });
			return name;
		},
		async start(network: string, [program = "", ...args]: readonly string[]): Promise<string> {
			const name = nameIn(containers);
			const body = {
				Image: image,
				Entrypoint: [program],
				Cmd: args,
				Labels: { [label.installation]: installation },
				HostConfig: {
					NetworkMode: network,
					CapDrop: ["ALL"],
					SecurityOpt: ["no-new-privileges"],
					ReadonlyRootfs: true,
					Memory: 2 ** 26,
					PidsLimit: 32,
				},
			};
			const made = await lasting("POST", "/containers/create", { query: { name }, body });
			await lasting("POST", `/containers/${parse(created, made.body, op).Id}/start`);
			return name;
		},
		async addressOf(container: string, network: string): Promise<string> {
			const answer = await daemon.call({ op, method: "GET", path: `/containers/${container}/json`, signal });
			return parse(addresses, answer.body, op).NetworkSettings.Networks[network]?.IPAddress ?? "";
		},
		async exitOf(container: string): Promise<number> {
			const answer = await daemon.call({ op, method: "POST", path: `/containers/${container}/wait`, signal, ms: 40 * SECOND });
			return parse(ended, answer.body, op).StatusCode;
		},
		/** Containers first: a network that is used cannot go. */
		async undo(): Promise<void> {
			const about = { installation, ms: limits.removeMs, signal: closed };
			await Promise.all(containers.map((name) => undoing(name, removeContainer(lastingDaemon, name, about))));
			await Promise.all(networks.map((name) => undoing(name, lasting("DELETE", `/networks/${name}`, { also: [404] }))));
		},
	};
}
