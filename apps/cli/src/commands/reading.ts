import type { LeaseDetail, LeaseState } from "@berth/core";
import { leaseStates } from "@berth/core";
import { type Command, Option } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { findLease } from "../run/find-lease.ts";
import { count } from "../run/options.ts";
import { toTable } from "../run/output.ts";
import { ago, bytes, cores, moment } from "../run/words.ts";

interface ListOptions {
	readonly all?: true;
	readonly state?: LeaseState;
	readonly search?: string;
	readonly limit: number;
}

/** `ls`, `get`, `releases`. */
export function addReading(program: Command, { does }: CommandRunner): void {
	program
		.command("ls")
		.description("list leases, newest first")
		.option("-a, --all", "closed ones too")
		.addOption(new Option("--state <state>", "in this state").choices(leaseStates))
		.option("--search <text>", "a part of the name or of an image")
		.option("--limit <n>", "how many at most", count, 50)
		.action(
			does(async (run, { all, state, search, limit }: ListOptions) => {
				const client = await run.client();
				const asked = { ...(state === undefined ? {} : { states: [state] }), ...(search === undefined ? {} : { search }) };
				const { leases, ...rest } = await client.lease.list.query({ ...asked, includeClosed: all === true, limit });
				run.out.show(
					{ leases, ...rest },
					() => ({
						head: ["name", "state", "since", "sizes", "images"],
						rows: leases.map(({ name, state, stateSince, items, images, degraded }) => [
							name,
							degraded ? `${state} (degraded)` : state,
							ago(stateSince),
							items.map(({ service, sku, quantity }) => `${service}=${sku}x${quantity}`).join(" "),
							images.join(" "),
						]),
						none: "There are no leases.",
					}),
					() => leases.map(({ name }) => name),
				);
			}),
		);

	program
		.command("get <lease>")
		.description("show one lease: its state, instances and endpoints")
		.action(
			does(async (run, nameOrId: string) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const lease = await client.lease.get.query({ leaseId: id });
				run.out.show(
					lease,
					() => describe(lease, run.out.hasColor),
					() => [lease.state],
				);
			}),
		);

	const releases = program.command("releases").description("what a lease ran");
	releases
		.command("ls <lease>")
		.description("list the releases of a lease, newest first")
		.action(
			does(async (run, nameOrId: string) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const { releases: found } = await client.release.list.query({ leaseId: id, limit: 100 });
				run.out.show(
					found,
					() => ({
						head: ["number", "status", "cause", "by", "age", "note"],
						rows: found.map(({ number, status, cause, createdBy, createdAt, note }) => [
							number,
							status,
							cause,
							createdBy,
							ago(createdAt),
							note,
						]),
					}),
					() => found.map(({ number }) => String(number)),
				);
			}),
		);
	releases
		.command("diff <lease> <from> <to>")
		.description("what is different in the second of two releases; values of the environment are not told")
		.action(
			does(async (run, nameOrId: string, from: string, to: string) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const diff = await client.release.compare.query({ leaseId: id, from: count(from), to: count(to) });
				run.out.show(diff, () => ({
					head: ["service", "field", "change", "from", "to"],
					rows: diff.services.flatMap(({ service, change, fields }) =>
						fields.length === 0
							? [[service, "", change, "", ""]]
							: fields.map((field) => [service, [field.field, field.key].filter(Boolean).join("."), field.change, field.from, field.to]),
					),
					none: "Nothing is different.",
				}));
			}),
		);
}

function describe(lease: LeaseDetail, hasColor: boolean): string {
	const facts = [
		["name", lease.name],
		["id", lease.id],
		["state", lease.quarantined ? `${lease.state} (quarantined)` : lease.state],
		["since", moment(lease.stateSince)],
		["reason", [lease.reason, lease.message].filter(Boolean).join(": ")],
		["node", lease.nodeName],
		["release", lease.release === null ? "" : String(lease.release.number)],
		["ends", lease.expiresAt === null ? "never" : moment(lease.expiresAt)],
	].filter(([, value]) => value !== "");
	const instances = lease.instances.map(({ service, index, state, health, image, startedAt }) => [
		`${service}-${index}`,
		state,
		health,
		image,
		ago(startedAt),
	]);
	const endpoints = lease.endpoints.map(({ service, instance, port, host, hostPort, url }) => [
		`${service}-${instance}`,
		port,
		url ?? (host === null ? null : `${host}:${hostPort}`),
	]);
	const items = lease.items.map(({ service, sku, quantity, cpuMillis, memoryBytes, diskBytes }) => [
		service,
		sku,
		quantity,
		cores(cpuMillis),
		bytes(memoryBytes),
		bytes(diskBytes),
	]);
	return [
		facts.map(([name, value]) => `${name?.padEnd(8)} ${value}`).join("\n"),
		toTable({ head: ["service", "size", "quantity", "cores", "memory", "disk"], rows: items }, hasColor),
		toTable({ head: ["instance", "state", "health", "image", "up"], rows: instances }, hasColor),
		toTable({ head: ["instance", "port", "address"], rows: endpoints }, hasColor),
	]
		.filter(Boolean)
		.join("\n\n");
}
