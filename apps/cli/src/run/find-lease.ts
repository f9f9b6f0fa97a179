import type { BerthClient, RouterOutputs } from "@berth/client";
import { isId } from "@berth/core";
import { Failure } from "./failure.ts";

type Found = RouterOutputs["lease"]["list"]["leases"][number];

/** A tenant's names are one each among what is open; a closed lease is found by its name while no other one has it. */
export async function findLease(client: BerthClient, nameOrId: string): Promise<{ readonly id: string; readonly name: string }> {
	if (isId(nameOrId)) {
		const { id, name } = await client.lease.get.query({ leaseId: nameOrId });
		return { id, name };
	}
	const found = (await findOpen(client, nameOrId)) ?? (await findNamed(client, nameOrId, true));
	if (found === null) throw new Failure("notFound", `There is no lease "${nameOrId}".`, { name: nameOrId });
	return found;
}

export const findOpen = (client: BerthClient, name: string): Promise<Found | null> => findNamed(client, name, false);

async function findNamed(client: BerthClient, name: string, includeClosed: boolean): Promise<Found | null> {
	for (let cursor: string | undefined; ; ) {
		const page = await client.lease.list.query({ search: name, includeClosed, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
		const found = page.leases.find((lease) => lease.name === name);
		if (found !== undefined) return found;
		if (page.next === null) return null;
		cursor = page.next;
	}
}
