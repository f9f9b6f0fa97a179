import { z } from "zod";
import { label, readLabels } from "../labels.ts";
import { type Daemon, parse } from "./daemon.ts";
import { listNetworks } from "./network-queries.ts";
import { type Check, ok, type Verdict } from "./preflight-check.ts";
import type { PreflightOptions } from "./preflight-options.ts";

/** Counts what is ours and belongs to nobody; it removes nothing. */
export function orphanCheck(known: NonNullable<PreflightOptions["known"]>): Check {
	return {
		id: "orphans",
		title: "Everything of ours on the host belongs to somebody",
		async judge({ context, signal }) {
			const { daemon, installation } = context;
			// The host first: what is made meanwhile is then known, and not taken for nobody's.
			const filters = { label: [`${label.installation}=${installation}`] };
			const [containers, networks] = await Promise.all([listLabels(daemon, filters, signal), listNetworks(daemon, filters, signal)]);
			const { leaseIds, tenantIds } = await known(signal);
			const isLost = (id: string | null, among: ReadonlySet<string>) => id === null || !among.has(id);
			return judgeOrphans({
				containers: containers.filter((labels) => isLost(readLabels(labels).leaseId, leaseIds)).length,
				networks: networks.filter(({ Labels }) => isLost(readLabels(Labels).tenantId, tenantIds)).length,
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

const labelled = z.array(z.object({ Labels: z.record(z.string(), z.string()).nullish() }));

async function listLabels(daemon: Daemon, filters: object, signal: AbortSignal): Promise<Readonly<Record<string, string>>[]> {
	const op = "containers.list";
	const query = { all: true, filters: JSON.stringify(filters) };
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
	return parse(labelled, answer.body, op).map(({ Labels }) => Labels ?? {});
}
