import { z } from "zod";
import { type Labels, label, readLabels } from "../labels.ts";
import { ok, type Verdict } from "../preflight-result.ts";
import { type Daemon, parse } from "./daemon.ts";
import { listNetworks } from "./network-queries.ts";
import type { Check, ProbesUnderWay } from "./preflight-check.ts";
import type { PreflightOptions } from "./preflight-options.ts";

/** Counts what is ours and belongs to nobody; it removes nothing. */
export function orphanCheck(known: NonNullable<PreflightOptions["known"]>, underWay: ProbesUnderWay): Check {
	return {
		id: "orphans",
		title: "Everything of ours on the host belongs to somebody",
		async judge({ context, signal }) {
			const { daemon, installation } = context;
			// The host first: what is made meanwhile is then known, and not taken for nobody's.
			const filters = { label: [`${label.installation}=${installation}`] };
			// Before the answer: what a check removes meanwhile may still be in it.
			const before = new Set(underWay);
			const isProbe = (name: string) => before.has(name) || underWay.has(name);
			const [containers, networks] = await Promise.all([listContainers(daemon, filters, signal), listNetworks(daemon, filters, signal)]);
			const { leaseIds, tenantIds } = await known(signal);
			const isLost = (id: string | null, among: ReadonlySet<string>) => id === null || !among.has(id);
			return judgeOrphans({
				containers: containers.filter(({ name, labels }) => !isProbe(name) && isLost(readLabels(labels).leaseId, leaseIds)).length,
				networks: networks.filter(({ Name, Labels }) => !isProbe(Name) && isLost(readLabels(Labels).tenantId, tenantIds)).length,
			});
		},
	};
}

export function judgeOrphans({ containers, networks }: { readonly containers: number; readonly networks: number }): Verdict {
	if (containers + networks === 0) return ok("none");
	return {
		severity: "info",
		seen: `${containers} containers and ${networks} networks belong to nobody`,
		remedy: "See what they are on the page of orphans, and reap them there.",
	};
}

const labelled = z.array(z.object({ Names: z.array(z.string()).nullish(), Labels: z.record(z.string(), z.string()).nullish() }));

interface Listed {
	readonly name: string;
	readonly labels: Labels;
}

async function listContainers(daemon: Daemon, filters: object, signal: AbortSignal): Promise<Listed[]> {
	const op = "containers.list";
	const query = { all: true, filters: JSON.stringify(filters) };
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
	return parse(labelled, answer.body, op).map(({ Names, Labels }) => ({ name: Names?.[0]?.slice(1) ?? "", labels: Labels ?? {} }));
}
