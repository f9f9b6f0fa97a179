import { asError } from "@berth/core";
import { z } from "zod";
import { label } from "../labels.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { listNetworks } from "./network-queries.ts";
import type { ProbesUnderWay } from "./preflight-check.ts";
import { removeContainer } from "./remove-container.ts";

export const PROBE_PREFIX = "berth-probe-";

const named = z.array(z.object({ Names: z.array(z.string()) }));

/** Removes what checks of ours had made when their process was killed. What is under way here is left alone. */
export async function removeStrays(context: Context, underWay: ProbesUnderWay): Promise<void> {
	const { lastingDaemon: daemon, installation, limits, closed: signal, log } = context;
	const op = "preflight.strays";
	const isStray = (name: string) => name.startsWith(PROBE_PREFIX) && !underWay.has(name);
	const filters = { label: [`${label.installation}=${installation}`], name: [PROBE_PREFIX] };
	const query = { all: true, filters: JSON.stringify(filters) };
	try {
		const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
		const containers = parse(named, answer.body, op).map(({ Names }) => Names[0]?.slice(1) ?? "");
		for (const name of containers.filter(isStray)) await removeContainer(daemon, name, { installation, ms: limits.removeMs, signal });
		for (const { Id, Name } of await listNetworks(daemon, filters, signal)) {
			if (isStray(Name)) await daemon.call({ op, method: "DELETE", path: `/networks/${Id}`, signal, also: [403, 404] });
		}
	} catch (error) {
		log.warn({ error: asError(error) }, "what an earlier check had left could not be removed");
	}
}
