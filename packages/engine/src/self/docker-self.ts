import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import type { Call } from "../call.ts";
import { createDaemon, type Daemon, parse } from "../docker/daemon.ts";
import { defaultLimits } from "../docker/limits.ts";
import { createTransport } from "../docker/transport.ts";
import { unlessMissing } from "../files/translate-file-error.ts";
import { assertSafeName } from "../safe-names.ts";
import { detectSelf, type SelfSource } from "./detect-self.ts";
import type { OwnTraces } from "./own-ids.ts";
import type { Placement } from "./placement.ts";

const inspected = z.object({
	Id: z.string().min(1),
	State: z.object({ Running: z.boolean() }),
	Config: z.object({ Hostname: z.string() }),
	Mounts: z
		.array(z.object({ Type: z.string(), Name: z.string().nullish(), Source: z.string().nullish(), Destination: z.string() }))
		.nullish(),
});

const mountKinds: Readonly<Record<string, "bind" | "volume">> = { bind: "bind", volume: "volume" };

/** The daemon as one to ask about ourselves. `readTraces` stands for what this process reads of itself. */
export function createDockerSelf(daemon: Pick<Daemon, "call">, readTraces: () => Promise<OwnTraces> = readOwnTraces): SelfSource {
	return {
		traces: readTraces,
		async container(id, { signal }) {
			const op = "self.inspect";
			const answer = await daemon.call({ op, method: "GET", path: `/containers/${assertSafeName(id)}/json`, signal, also: [404] });
			if (answer.status === 404) return null;
			const { Id, State, Config, Mounts } = parse(inspected, answer.body, op);
			const mounts = (Mounts ?? []).map(({ Type, Name, Source, Destination }) => ({
				kind: mountKinds[Type] ?? ("other" as const),
				name: Name ?? null,
				source: Source ?? "",
				target: Destination,
			}));
			return { id: Id, running: State.Running, hostname: Config.Hostname, mounts };
		},
	};
}

/** For the composition of a service, before there is an engine: whose paths its volumes need, this finds out. */
export async function detectPlacement(
	about: { readonly socketPath: string; readonly directory: string; readonly readTraces?: () => Promise<OwnTraces> },
	call: Call,
): Promise<Placement> {
	const daemon = createDaemon(createTransport({ socketPath: about.socketPath }), defaultLimits, call.signal);
	return await detectSelf(createDockerSelf(daemon, about.readTraces), about.directory, call);
}

async function readOwnTraces(): Promise<OwnTraces> {
	const [cgroup, mountinfo] = await Promise.all([
		unlessMissing(readFile("/proc/self/cgroup", "utf8")),
		unlessMissing(readFile("/proc/self/mountinfo", "utf8")),
	]);
	return { cgroup, mountinfo, hostname: hostname() };
}
