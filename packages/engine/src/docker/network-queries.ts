import { type Daemon, parse } from "./daemon.ts";
import { containerSummaries, type NetworkSummary, networkSummaries } from "./wire.ts";

/** The networks of exactly this name: the daemon's filter also takes names that merely contain it. */
export async function namedNetworks(daemon: Daemon, name: string, signal: AbortSignal): Promise<NetworkSummary[]> {
	return (await listNetworks(daemon, { name: [name] }, signal)).filter((network) => network.Name === name);
}

export async function listNetworks(daemon: Daemon, filters: object, signal: AbortSignal): Promise<NetworkSummary[]> {
	const op = "networks.list";
	const answer = await daemon.call({ op, method: "GET", path: "/networks", query: { filters: JSON.stringify(filters) }, signal });
	return parse(networkSummaries, answer.body, op);
}

/** How many containers name this network, running or not. */
export async function attachedContainers(daemon: Daemon, nameOrId: string, signal: AbortSignal): Promise<number> {
	const op = "containers.list";
	const query = { all: true, filters: JSON.stringify({ network: [nameOrId] }) };
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
	return parse(containerSummaries, answer.body, op).length;
}
