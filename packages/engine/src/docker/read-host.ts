import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { type Info, info, type Version, version } from "./wire.ts";

/** Both answers in which the daemon describes itself, read anew. */
export async function readHost(context: Context, signal: AbortSignal): Promise<[Info, Version]> {
	const { daemon } = context;
	const [infoAnswer, versionAnswer] = await Promise.all([
		daemon.call({ op: "host.info", method: "GET", path: "/info", signal, anyVersion: true }),
		daemon.call({ op: "host.version", method: "GET", path: "/version", signal, anyVersion: true }),
	]);
	return [parse(info, infoAnswer.body, "host.info"), parse(version, versionAnswer.body, "host.version")];
}
