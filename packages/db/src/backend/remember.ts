import type { LeaseId } from "@berth/core";
import type { BackendFacts } from "../backend-store.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { toJson } from "../to-json.ts";

const facts = `select backend_uuid as uuid, backend as facts from lease where id = $1 and backend_uuid is not null`;

/** How its client names a lease, and where it is told of it. Cost: the primary key; no lock. */
export async function backendFactsOf(db: Queryable, leaseId: LeaseId): Promise<(BackendFacts & { readonly uuid: string }) | null> {
	const [row] = await rowsOf<{ uuid: string; facts: BackendFacts }>(db, facts, [leaseId]);
	return row === undefined ? null : { uuid: row.uuid, ...row.facts };
}

// An operation under way tells where it was asked to: the places of before stay known.
const add = `
	update lease set backend = jsonb_set(backend, '{callbackUrls}', case
			when backend -> 'callbackUrls' ? $2 then backend -> 'callbackUrls'
			else jsonb_path_query_array((backend -> 'callbackUrls') || to_jsonb($2::text), '$[last - 15 to last]')
		end) || jsonb_build_object('skus', $3::jsonb)
	where id = $1 and backend is not null`;
const addUrl = `
	update lease set backend = jsonb_set(backend, '{callbackUrls}',
		jsonb_path_query_array((backend -> 'callbackUrls') || to_jsonb($2::text), '$[last - 15 to last]'))
	where id = $1 and backend is not null and not (backend -> 'callbackUrls') ? $2`;

/** Cost: one row by the primary key, locked for the statement; nothing is written where nothing is new. */
export async function rememberBackend(
	db: Queryable,
	leaseId: LeaseId,
	{ callbackUrl, skus }: { readonly callbackUrl: string; readonly skus?: BackendFacts["skus"] },
): Promise<void> {
	await (skus === undefined ? rowsOf(db, addUrl, [leaseId, callbackUrl]) : rowsOf(db, add, [leaseId, callbackUrl, toJson(skus)]));
}
