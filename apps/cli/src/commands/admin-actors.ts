import type { BerthClient } from "@berth/client";
import { isId } from "@berth/core";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";

/** `admin actors`: what is being done for each lease, and what makes one look or begin anew. */
export function addAdminActors(admin: Command, { does }: CommandRunner): void {
	const actors = admin.command("actors").description("what is being done for each lease");
	actors
		.command("ls", { isDefault: true })
		.description("list them, those that are stuck first")
		.action(
			does(async (run) => {
				const snapshot = await (await run.client()).admin.actors.list.query();
				run.out.show(snapshot, () => ({
					head: ["lease", "tenant", "state", "doing", "step", "inbox", "stuck"],
					rows: snapshot.actors.map(({ leaseName, tenantName, state, run: doing, step, inbox, inboxMax, stuckMs }) => [
						leaseName,
						tenantName,
						state,
						doing,
						step,
						`${inbox}/${inboxMax}`,
						stuckMs === 0 ? null : `${Math.round(stuckMs / 1_000)}s`,
					]),
					none: "Nothing is being done.",
				}));
			}),
		);
	const ask = (
		name: string,
		description: string,
		said: (lease: string) => string,
		mutate: (client: BerthClient, leaseId: string) => Promise<unknown>,
	) =>
		actors
			.command(`${name} <lease>`)
			.description(description)
			.option("--tenant <name>", "whose lease it is, where several tenants have one of the name")
			.action(
				does(async (run, nameOrId: string, { tenant }: { readonly tenant?: string }) => {
					const client = await run.client();
					const lease = await findAny(client, nameOrId, tenant);
					await mutate(client, lease.id);
					run.out.show(
						{ leaseId: lease.id, ok: true },
						() => said(lease.name),
						() => [lease.id],
					);
				}),
			);
	ask(
		"nudge",
		"have a lease compared with its containers now",
		(lease) => `${lease} is looked at.`,
		(client, leaseId) => client.admin.actors.nudge.mutate({ leaseId }),
	);
	ask(
		"restart",
		"let a lease's actor go with all that it remembers, and have another go on from the lease's row",
		(lease) => `Another actor goes on with ${lease}.`,
		(client, leaseId) => client.admin.actors.restart.mutate({ leaseId }),
	);
}

/** A lease of any tenant by its id, or an open one by its name. */
async function findAny(
	client: BerthClient,
	nameOrId: string,
	tenant: string | undefined,
): Promise<{ readonly id: string; readonly name: string }> {
	const found: { readonly id: string; readonly name: string; readonly tenantName: string }[] = [];
	for (let cursor: string | undefined; ; ) {
		const page = await client.admin.leases.list.query({ search: nameOrId, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
		found.push(
			...page.leases.filter(
				({ id, name, tenantName }) =>
					(isId(nameOrId) ? id === nameOrId : name === nameOrId) && (tenant === undefined || tenantName === tenant),
			),
		);
		if (page.next === null) break;
		cursor = page.next;
	}
	const [one, ...others] = found;
	if (one === undefined) throw new Failure("notFound", `There is no lease "${nameOrId}".`, { name: nameOrId });
	if (others.length > 0)
		throw new Failure("usage", `There are several leases "${nameOrId}"; name the tenant with --tenant.`, {
			tenants: found.map(({ tenantName }) => tenantName),
		});
	return one;
}
