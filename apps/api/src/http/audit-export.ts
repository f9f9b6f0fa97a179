import type { AuditId } from "@berth/core";
import type { AuditFilter, AuditRecord, AuditStore, Scope } from "@berth/db";
import { z } from "zod";
import { admitAdmin, admitOwner } from "../trpc/admission.ts";
import { auditFilter, toAuditView } from "../trpc/audit-list.ts";
import type { Context } from "../trpc/context.ts";
import { defined } from "../trpc/defined.ts";
import { tenantId } from "../trpc/inputs.ts";
import { badInput } from "../trpc/to-trpc-error.ts";
import { type ExportForm, pagedExport } from "./paged-export.ts";
import { cell } from "./usage-csv.ts";

const ROWS = 500;

const query = auditFilter.extend({
	format: z.enum(["csv", "ndjson"]).default("csv"),
	/** `all` is every tenant's and the installation's own, for admins. */
	scope: z.enum(["tenant", "all"]).default("tenant"),
	tenantId: tenantId.optional(),
});

const columns: readonly (readonly [string, (row: AuditRecord) => string | null])[] = [
	["id", ({ id }) => id],
	["at", ({ at }) => at.toISOString()],
	["tenant_id", ({ tenantId }) => tenantId],
	["actor", ({ actor }) => actor],
	["user_id", ({ userId }) => userId],
	["key_id", ({ keyId }) => keyId],
	["address", ({ address }) => address],
	["request_id", ({ requestId }) => requestId],
	["action", ({ action }) => action],
	["target_kind", ({ target }) => target?.kind ?? null],
	["target_id", ({ target }) => target?.id ?? null],
	["outcome", ({ outcome }) => outcome],
	["facts", ({ facts }) => JSON.stringify(facts)],
];

const forms: Readonly<Record<z.infer<typeof query>["format"], ExportForm<AuditRecord>>> = {
	csv: {
		type: "text/csv; charset=utf-8; header=present",
		head: `${columns.map(([name]) => name).join(",")}\r\n`,
		between: "",
		tail: "",
		write: (row) => `${columns.map(([, read]) => cell(read(row) ?? "")).join(",")}\r\n`,
	},
	ndjson: { type: "application/x-ndjson", head: "", between: "", tail: "", write: (row) => `${JSON.stringify(toAuditView(row))}\n` },
};

/**
 * The audit log as a file, newest first: a tenant's own for its owners, all of it for admins.
 *
 * Errors  UNAUTHENTICATED, FORBIDDEN, BAD_INPUT before the first byte. What goes wrong later cuts the connection.
 */
export async function exportAudit(ctx: Context, url: URL): Promise<Response> {
	const asked = query.safeParse(Object.fromEntries([...url.searchParams].filter(([name]) => name !== "tenant")));
	const isAll = asked.success && asked.data.scope === "all";
	const scope: Scope = isAll ? (await admitAdmin(ctx, "admin:read")).caller.scope : { tenantId: (await admitOwner(ctx, "read")).tenant.id };
	if (!asked.success) throw badInput(asked.error);
	const { format, scope: _scope, ...filter } = asked.data;
	const form = forms[format];
	const close = ctx.openStream("audit.export");
	const body = await pagedExport(pagesOf(ctx.services.audit, scope, defined(filter)), form, close);
	return new Response(body, {
		headers: {
			"content-type": form.type,
			"content-disposition": `attachment; filename="audit-${new Date().toISOString().slice(0, 10)}.${format}"`,
			"cache-control": "no-store",
		},
	});
}

async function* pagesOf(
	audit: AuditStore,
	scope: Scope,
	filter: Omit<AuditFilter, "limit" | "before">,
): AsyncGenerator<readonly AuditRecord[], void, undefined> {
	let before: AuditId | undefined;
	for (;;) {
		const page = await audit.list(scope, defined({ ...filter, limit: ROWS, before }));
		if (page.length > 0) yield page;
		if (page.length < ROWS) return;
		before = page.at(-1)?.id;
	}
}
