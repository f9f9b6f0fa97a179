import { SECOND } from "@berth/core";
import { z } from "zod";
import { readLabels } from "../labels.ts";
import { ok, type Verdict } from "../preflight-result.ts";
import { type Daemon, parse } from "./daemon.ts";
import { processesOf, readListening } from "./port-holders.ts";
import type { Check } from "./preflight-check.ts";
import type { IngressExpectation } from "./preflight-options.ts";

const PROXY_LABEL = "org.opencontainers.image.title=Traefik";
const PING_PORT = 8080;
const PING_MS = 5 * SECOND;

/** Whether the reverse proxy that reads our labels is there, and has the ports that browsers use to itself. */
export function ingressChecks({ label = PROXY_LABEL, publicPorts, pingPort = PING_PORT }: IngressExpectation): readonly Check[] {
	return [
		{
			id: "ingress_present",
			title: "The reverse proxy runs and answers",
			async judge({ context, signal }) {
				const proxies = await listRunning(context.daemon, signal, label);
				const answers = await Promise.all(proxies.map(({ addresses }) => anyAnswers(addresses, pingPort, signal)));
				return judgeProxy(
					proxies.map(({ name }, i) => ({ name, answers: answers[i] === true })),
					label,
				);
			},
		},
		{
			id: "ports_free",
			title: "The public ports belong to the reverse proxy",
			async judge({ context, signal }) {
				const [all, proxies, listening] = await Promise.all([
					listRunning(context.daemon, signal),
					listRunning(context.daemon, signal, label),
					readListening(),
				]);
				const own = new Set(proxies.map(({ id }) => id));
				const holders = all.flatMap(({ id, name, leaseId, ports }) => ports.map((port) => ({ port, name, leaseId, isProxy: own.has(id) })));
				const strange = publicPorts.flatMap((port) => (holders.some((holder) => holder.port === port) ? [] : (listening.get(port) ?? [])));
				const names = await processesOf(new Set(strange));
				const processes = publicPorts.flatMap((port) => {
					const inode = listening.get(port);
					return inode === undefined ? [] : [[port, names.get(inode) ?? "a process that is no container"] as const];
				});
				return judgePorts(publicPorts, holders, new Map(processes));
			},
		},
	];
}

export function judgeProxy(found: readonly { readonly name: string; readonly answers: boolean }[], label: string): Verdict {
	const names = found.map(({ name }) => name).join(", ");
	if (found.length === 0) {
		return { severity: "warning", seen: `no running container has ${label}`, remedy: "Start Traefik, or name the label it has." };
	}
	if (found.some(({ answers }) => answers)) return ok(`${names} answers`);
	const remedy = "Switch its ping on (--ping=true), and see whether its network can be reached from here.";
	return { severity: "warning", seen: `${names} runs but does not answer /ping`, remedy };
}

interface Holder {
	readonly port: number;
	readonly name: string;
	/** Of a container of ours, whose lease it belongs to. */
	readonly leaseId: string | null;
	readonly isProxy: boolean;
}

/** `processes`: who listens on this machine, by port, whether it is a container's or not. */
export function judgePorts(wanted: readonly number[], holders: readonly Holder[], processes: ReadonlyMap<number, string>): Verdict {
	const foreign = wanted.flatMap((port) => {
		const own = holders.filter((holder) => holder.port === port);
		const others = own.filter(({ isProxy }) => !isProxy).map((holder) => `${port} is held by the container ${inWords(holder)}`);
		const process = own.length === 0 ? processes.get(port) : undefined;
		return [...others, ...(process === undefined ? [] : [`${port} is held by ${process}`])];
	});
	if (foreign.length > 0) {
		return {
			severity: "warning",
			seen: foreign.join("; "),
			remedy: "Stop what holds them, or give the proxy other ports (INGRESS_PORTS).",
		};
	}
	const free = wanted.filter((port) => !holders.some((holder) => holder.port === port));
	return ok(free.length === 0 ? `${wanted.join(", ")} are the proxy's` : `${free.join(", ")} free`);
}

const inWords = ({ name, leaseId }: Holder): string => (leaseId === null ? name : `${name} of the lease ${leaseId}`);

const running = z.array(
	z.object({
		Id: z.string(),
		Names: z.array(z.string()).nullish(),
		Labels: z.record(z.string(), z.string()).nullish(),
		Ports: z.array(z.object({ PublicPort: z.number().nullish(), Type: z.string() })).nullish(),
		NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string().nullish() })).nullish() }).nullish(),
	}),
);

/** Containers that run, whoever's they are, with the tcp ports of the host that they have. */
export async function listRunning(daemon: Daemon, signal: AbortSignal, label?: string) {
	const op = "containers.list";
	const filters = JSON.stringify({ status: ["running"], ...(label === undefined ? {} : { label: [label] }) });
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query: { filters }, signal });
	return parse(running, answer.body, op).map(({ Id: id, Names, Labels, Ports, NetworkSettings }) => ({
		id,
		leaseId: readLabels(Labels ?? {}).leaseId,
		name: Names?.[0]?.replace(/^\//, "") ?? id.slice(0, 12),
		ports: [...new Set((Ports ?? []).flatMap(({ PublicPort, Type }) => (Type === "tcp" && PublicPort ? [PublicPort] : [])))],
		addresses: Object.values(NetworkSettings?.Networks ?? {}).flatMap(({ IPAddress }) => IPAddress || []),
	}));
}

async function anyAnswers(addresses: readonly string[], port: number, signal: AbortSignal): Promise<boolean> {
	const bounded = AbortSignal.any([signal, AbortSignal.timeout(PING_MS)]);
	const ask = async (address: string): Promise<boolean> => {
		try {
			const answer = await fetch(`http://${address}:${port}/ping`, { signal: bounded });
			await answer.body?.cancel();
			return answer.ok;
		} catch {
			// It does not answer, which is the finding.
			return false;
		}
	};
	return (await Promise.all(addresses.map(ask))).includes(true);
}
