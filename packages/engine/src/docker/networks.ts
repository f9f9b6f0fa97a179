import { AppError } from "@berth/core";
import type { Call, NetworkGroup } from "../engine.ts";
import type { KeyedLock } from "../keyed-lock.ts";
import { isOurs, label, networkLabels, readLabels } from "../labels.ts";
import type { MetadataGuard } from "../metadata-guard/metadata-guard.ts";
import type { NetworkObservation } from "../observation.ts";
import { assertSafeName } from "../safe-names.ts";
import type { NetworkSpec } from "../spec.ts";
import type { Context } from "./context.ts";
import { type Daemon, parse } from "./daemon.ts";
import type { Lately } from "./lately.ts";
import { attachedContainers, listNetworks, namedNetworks } from "./network-queries.ts";
import { settleDuplicates } from "./settle-networks.ts";
import { isOutOfAddresses } from "./translate-error.ts";
import { created, type NetworkSummary } from "./wire.ts";
import { orAborted } from "./within.ts";

/** Names the interface on the host, by which rules of a firewall know it. */
const BRIDGE_NAME = "com.docker.network.bridge.name";

/** Networks as they were seen a moment ago. One that went since then is made again by the start that misses it. */
export type NetworkMemory = Lately<NetworkSummary>;

export function createNetworks(context: Context, locks: KeyedLock, guard: MetadataGuard, memory: NetworkMemory): NetworkGroup {
	const { daemon, lastingDaemon, installation, background, closing, closed } = context;
	const lockKey = (name: string) => `network ${name}`;

	const ensure = async (spec: NetworkSpec, signal: AbortSignal) => {
		await guard.holdRules({ signal });
		const ensured = await ensureUnguarded(spec, signal);
		if (guard.isOn) await holdOrUndo(spec.name, ensured, signal);
		return ensured;
	};

	const holdOrUndo = async (name: string, { id, outcome }: { id: string; outcome: "created" | "kept" }, signal: AbortSignal) => {
		const network = (await look(name, signal)).find(({ Id }) => Id === id);
		try {
			await guard.hold(network?.Options[BRIDGE_NAME] ?? null, { signal });
		} catch (error) {
			memory.forget(name);
			if (outcome === "created") await removeIfEmpty(context, name, signal);
			throw error;
		}
	};

	const look = async (name: string, signal: AbortSignal): Promise<readonly NetworkSummary[]> => {
		const known = memory.recall(name);
		if (known) return [known];
		const standing = await namedNetworks(lastingDaemon, name, signal);
		if (standing.length === 1 && standing[0]) memory.note(name, standing[0]);
		return standing;
	};

	const ensureUnguarded = async (spec: NetworkSpec, signal: AbortSignal) => {
		const standing = await look(spec.name, signal);
		for (const network of standing) refuseUnlike(network, spec, installation);
		if (standing.length === 1 && standing[0]) return { id: standing[0].Id, outcome: "kept" as const };
		const made = standing.length === 0 ? await createNetwork(context, spec, guard.newBridgeName(), signal) : null;
		const id = await settleDuplicates(lastingDaemon, spec.name, (network) => isOurs(network.Labels, installation), signal);
		return { id, outcome: id === made ? ("created" as const) : ("kept" as const) };
	};

	/** What an aborted caller had made goes again, before anybody else may have it. */
	const ensureOrUndo = async (spec: NetworkSpec, caller: AbortSignal) => {
		const ensured = await ensure(spec, closed);
		if (!caller.aborted || ensured.outcome !== "created") return ensured;
		memory.forget(spec.name);
		await removeIfEmpty(context, spec.name, closed);
		return ensured;
	};

	/** Runs to its end whatever its caller does: a network that comes into being after its removal would be nobody's. */
	const runLocked = async <T>(name: string, op: string, { signal }: Call, work: () => Promise<T>): Promise<T> => {
		const release = await locks.take(lockKey(name), signal);
		const running = background.own(work().finally(release));
		return orAborted(running, op, signal, closing);
	};

	return {
		look(name, call) {
			assertSafeName(name);
			return runLocked(name, "networks.look", call, async () => void (await look(name, closed)));
		},
		ensure(spec, call) {
			assertSafeName(spec.name);
			return runLocked(spec.name, "networks.ensure", call, () => ensureOrUndo(spec, call.signal));
		},
		removeIfEmpty(name, call) {
			assertSafeName(name);
			return runLocked(name, "networks.remove", call, () => {
				memory.forget(name);
				return removeIfEmpty(context, name, closed);
			});
		},
		async list({ signal }) {
			const found = await listNetworks(daemon, { label: [`${label.installation}=${installation}`] }, signal);
			return Promise.all(found.map((network) => observe(daemon, network, signal)));
		},
	};
}

async function removeIfEmpty(context: Context, name: string, signal: AbortSignal): Promise<{ outcome: "removed" | "kept" | "gone" }> {
	const { lastingDaemon: daemon, installation } = context;
	const standing = (await namedNetworks(daemon, name, signal)).filter((network) => isOurs(network.Labels, installation));
	if (standing.length === 0) return { outcome: "gone" };
	// Also containers that do not run: the daemon would let their network go, and they could never start again.
	if ((await attachedContainers(daemon, name, signal)) > 0) return { outcome: "kept" };
	for (const { Id } of standing) {
		const op = "networks.remove";
		const answer = await daemon.call({ op, method: "DELETE", path: `/networks/${Id}`, signal, also: [403, 404] });
		if (answer.status === 403) return { outcome: "kept" };
	}
	return { outcome: "removed" };
}

async function createNetwork(context: Context, spec: NetworkSpec, bridge: string, signal: AbortSignal): Promise<string | null> {
	const { lastingDaemon: daemon, installation, limits } = context;
	const op = "networks.create";
	try {
		const answer = await daemon.call({
			op,
			method: "POST",
			path: "/networks/create",
			body: {
				Name: spec.name,
				Driver: "bridge",
				CheckDuplicate: true,
				Internal: false,
				Attachable: false,
				Options: { [BRIDGE_NAME]: bridge },
				Labels: networkLabels(spec, installation),
			},
			signal,
			ms: limits.createMs,
			also: [409],
		});
		return answer.status === 409 ? null : parse(created, answer.body, op).Id;
	} catch (error) {
		if (!isOutOfAddresses(error)) throw error;
		throw new AppError("ENGINE_FAILED", {
			message: "The container engine has no address range left for another tenant network.",
			data: { op, why: "address_pools_exhausted", remedy: 'Give the daemon more ranges ("default-address-pools" in daemon.json).' },
			cause: error,
		});
	}
}

/** Errors  CONFLICT when it is not ours, not this tenant's, or not made as we make them. */
function refuseUnlike(network: NetworkSummary, spec: NetworkSpec, installation: string): void {
	const unlike = [
		...(isOurs(network.Labels, installation) ? [] : ["installation"]),
		...(readLabels(network.Labels).tenantId === spec.tenantId ? [] : ["tenant"]),
		...(network.Driver === "bridge" ? [] : ["driver"]),
		...(network.Internal ? ["internal"] : []),
	];
	if (unlike.length === 0) return;
	throw new AppError("CONFLICT", {
		message: "A network of this name exists and is not this tenant's; it was left alone.",
		data: { network: spec.name, unlike },
	});
}

async function observe(daemon: Daemon, network: NetworkSummary, signal: AbortSignal): Promise<NetworkObservation> {
	const { Id: id, Name: name, Labels } = network;
	return { id, name, tenantId: readLabels(Labels).tenantId, containers: await attachedContainers(daemon, name, signal) };
}
