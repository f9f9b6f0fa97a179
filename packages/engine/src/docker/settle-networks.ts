import { AppError } from "@berth/core";
import type { Daemon } from "./daemon.ts";
import { attachedContainers, namedNetworks } from "./network-queries.ts";
import type { NetworkSummary } from "./wire.ts";

/** Rounds until one network is left; each round removes what nobody uses, so two are the rule. */
const ROUNDS = 10;

/**
 * Leaves exactly one network of this name and returns its id.
 *
 * The daemon's own check for duplicates is a look before a create, so networks asked for at once all come into being, and from then
 * on the name means nothing to it. Everybody who made one therefore settles: the one with containers stays, else the oldest; the
 * others go. The daemon refuses to remove one in use, so whoever judged on an old view is corrected in the next round.
 */
export async function settleDuplicates(
	daemon: Daemon,
	name: string,
	mayRemove: (network: NetworkSummary) => boolean,
	signal: AbortSignal,
): Promise<string> {
	for (let round = 0; round < ROUNDS; round++) {
		const all = await namedNetworks(daemon, name, signal);
		const [keep, ...rest] = await inOrder(daemon, all, signal);
		if (!keep) throw new AppError("NOT_FOUND", { data: { network: name } });
		if (rest.length === 0) return keep.Id;
		for (const { Id } of rest.filter(mayRemove)) {
			await daemon.call({ op: "networks.settle", method: "DELETE", path: `/networks/${Id}`, signal, also: [403, 404] });
		}
	}
	throw new AppError("CONFLICT", { message: "There are several networks of one name, all in use.", data: { network: name } });
}

async function inOrder(daemon: Daemon, networks: readonly NetworkSummary[], signal: AbortSignal): Promise<NetworkSummary[]> {
	if (networks.length < 2) return [...networks];
	const used = await Promise.all(networks.map(async ({ Id }) => (await attachedContainers(daemon, Id, signal)) > 0));
	return networks
		.map((network, index) => ({ network, rank: `${used[index] ? 0 : 1} ${network.Created} ${network.Id}` }))
		.sort((a, b) => (a.rank < b.rank ? -1 : 1))
		.map(({ network }) => network);
}
