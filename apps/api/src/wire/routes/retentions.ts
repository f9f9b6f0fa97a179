import type { WireHandler } from "../context.ts";
import { onePage, readPaging } from "../paging.ts";

/** A page of the names of leases of which there is data, whatever is to become of it. */
export const listRetentions: WireHandler = async ({ stores }, { query }) => {
	const { page, ...next } = await onePage(
		readPaging(query),
		(page) => stores.backend.listRetained(page),
		(uuid) => uuid,
		(uuid) => ({ lease_uuid: uuid }),
	);
	return { status: 200, body: { retentions: page, ...next } };
};
