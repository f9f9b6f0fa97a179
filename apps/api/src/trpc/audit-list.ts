import type { AuditId } from "@berth/core";
import type { AuditFilter, AuditRecord, AuditStore, Scope } from "@berth/db";
import { z } from "zod";
import { defined } from "./defined.ts";
import { page, tenantId } from "./inputs.ts";

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const words = z.string().min(1).max(320);

const filter = {
	/** `user:ada@example.org`, `key:ci`. */
	actor: words.optional(),
	/** The path of what was called: `lease.restart`. */
	action: words.optional(),
	/** The id of what it was done to. */
	target: words.optional(),
	/** From this moment on, and before that one. */
	from: moment.optional(),
	until: moment.optional(),
};
/** What an export asks by. */
export const auditFilter = z.object(filter);

const paged = { ...filter, limit: page.limit, cursor: z.uuid({ error: "must be the `next` of a page" }).optional() };
export const auditListInput = z.strictObject(paged).prefault({});
export const adminAuditListInput = z.strictObject({ ...paged, tenantId: tenantId.optional() }).prefault({});

/** A row as it is shown. */
export const toAuditView = ({ at, ...row }: AuditRecord) => ({ ...row, at: at.toISOString() });
export type AuditView = ReturnType<typeof toAuditView>;

/** A page, newest first, with where the next one begins. */
export async function listAudit(
	audit: AuditStore,
	scope: Scope,
	{ limit, cursor, ...input }: z.infer<typeof adminAuditListInput>,
): Promise<{ readonly rows: readonly AuditView[]; readonly next: string | null }> {
	const asked: AuditFilter = defined({ ...input, limit: limit + 1, before: cursor as AuditId | undefined });
	const found = await audit.list(scope, asked);
	const shown = found.slice(0, limit);
	return { rows: shown.map(toAuditView), next: found.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
