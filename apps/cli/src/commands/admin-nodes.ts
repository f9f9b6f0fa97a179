import type { BerthClient, RouterOutputs } from "@berth/client";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { ago, bytes, cores } from "../run/words.ts";

type Node = RouterOutputs["admin"]["node"]["list"]["nodes"][number];

/** `admin nodes`, `admin capacity`: the hosts, what is leased of them, and what keeps new leases away from one. */
export function addAdminNodes(admin: Command, { does }: CommandRunner): void {
	const list = (command: Command, isWhole: boolean) =>
		command.action(
			does(async (run) => {
				const fleet = await (await run.client()).admin.fleet.query();
				run.out.show(
					isWhole ? fleet : fleet.nodes,
					() => ({
						head: ["node", "health", "seen", "cores", "memory", "disk"],
						rows: fleet.nodes.map((node) => [
							node.name,
							node.cordonedAt === null ? node.health : `${node.health}, cordoned`,
							ago(node.seenAt),
							`${cores(node.reserved.cpuMillis)} of ${cores(node.capacity.cpuMillis)}`,
							`${bytes(node.reserved.memoryBytes)} of ${bytes(node.capacity.memoryBytes)}`,
							`${bytes(node.reserved.diskBytes)} of ${bytes(node.capacity.diskBytes)}`,
						]),
						none: "There are no nodes.",
					}),
					() => fleet.nodes.map((node) => node.name),
				);
			}),
		);
	list(admin.command("capacity").description("what the nodes have and what of it is leased"), true);
	const nodes = admin.command("nodes").description("the hosts");
	list(nodes.command("ls", { isDefault: true }).description("list them and how they are"), false);
	const mark = (name: string, cordoned: boolean, description: string, said: (node: string) => string) =>
		nodes
			.command(`${name} <node>`)
			.description(description)
			.action(
				does(async (run, nodeName: string) => {
					const client = await run.client();
					const node = await findNode(client, nodeName);
					const marked = await client.admin.node.cordon.mutate({ nodeId: node.id, cordoned });
					const left = cordoned ? await leftOn(client, node.id) : [];
					run.out.show(
						cordoned ? { ...marked, left } : marked,
						() => [said(node.name), ...(cordoned ? [whoIsLeft(left)] : [])].join(" "),
						() => [node.id],
					);
				}),
			);
	mark(
		"cordon",
		true,
		"keep new leases from a node and say who is left on it; nothing that runs is touched",
		(node) => `${node} takes no new leases.`,
	);
	mark("uncordon", false, "let new leases on a node again", (node) => `${node} takes new leases again.`);
	nodes
		.command("left <node>")
		.description("the open leases on a node: what has to go before it can be taken away")
		.action(
			does(async (run, nodeName: string) => {
				const client = await run.client();
				const left = await leftOn(client, (await findNode(client, nodeName)).id);
				run.out.show(
					left,
					() => ({
						head: ["lease", "tenant", "state", "created"],
						rows: left.map(({ name, tenantName, state, createdAt }) => [name, tenantName, state, ago(createdAt)]),
						none: "No lease is left on it.",
					}),
					() => left.map(({ id }) => id),
				);
			}),
		);
}

const whoIsLeft = (left: readonly unknown[]) =>
	left.length === 0 ? "No lease is left on it." : `${left.length === 1 ? "1 lease is" : `${left.length} leases are`} left on it.`;

async function findNode(client: BerthClient, name: string): Promise<Node> {
	for (let cursor: string | undefined; ; ) {
		const page = await client.admin.node.list.query({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
		const found = page.nodes.find((node) => node.name === name || node.id === name);
		if (found !== undefined) return found;
		if (page.next === null) throw new Failure("notFound", `There is no node "${name}".`, { name });
		cursor = page.next;
	}
}

async function leftOn(client: BerthClient, nodeId: string): Promise<RouterOutputs["admin"]["leases"]["list"]["leases"]> {
	const left: RouterOutputs["admin"]["leases"]["list"]["leases"][number][] = [];
	for (let cursor: string | undefined; ; ) {
		const page = await client.admin.leases.list.query({ nodeId, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
		left.push(...page.leases);
		if (page.next === null) return left;
		cursor = page.next;
	}
}
