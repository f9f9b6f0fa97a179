import type { UsageLine } from "@berth/db";
import { usageSteps } from "@berth/db";
import { z } from "zod";
import { toRange, usageRange } from "../routers/usage/range.ts";
import { admitTenant } from "../trpc/admission.ts";
import type { Context } from "../trpc/context.ts";
import { leaseId } from "../trpc/inputs.ts";
import { badInput } from "../trpc/to-trpc-error.ts";
import { type ExportForm, pagedExport } from "./paged-export.ts";
import { csvHead, toCsv, toJson } from "./usage-csv.ts";

const query = z.object({
	format: z.enum(["csv", "json", "ndjson"]).default("csv"),
	step: z.enum(usageSteps).default("hour"),
	leaseId: leaseId.optional(),
	...usageRange,
});

const forms: Readonly<Record<z.infer<typeof query>["format"], ExportForm<UsageLine>>> = {
	csv: { type: "text/csv; charset=utf-8; header=present", head: csvHead, between: "", tail: "", write: toCsv },
	json: { type: "application/json", head: "[\n", between: ",\n", tail: "\n]\n", write: toJson },
	ndjson: { type: "application/x-ndjson", head: "", between: "", tail: "", write: (line) => `${toJson(line)}\n` },
};

/**
 * A tenant's use as a file, for whoever bills: read and sent page by page, as fast as it is taken, and held nowhere as a whole.
 *
 * Errors  UNAUTHENTICATED, FORBIDDEN, BAD_INPUT before the first byte. What goes wrong later cuts the connection, so that half a file
 *         is no whole one.
 */
export async function exportUsage(ctx: Context, url: URL): Promise<Response> {
	const { tenant } = await admitTenant(ctx, "read");
	const asked = query.safeParse(Object.fromEntries([...url.searchParams].filter(([name]) => name !== "tenant")));
	if (!asked.success) throw badInput(asked.error);
	const { format, step, leaseId: ofLease } = asked.data;
	const form = forms[format];
	const range = toRange(asked.data);
	const over = new AbortController();
	const found = ctx.services.usage.lines(tenant.id, step, range, { signal: over.signal, ...(ofLease && { leaseId: ofLease }) });
	const close = ctx.openStream("usage.export");
	const body = await pagedExport(found[Symbol.asyncIterator](), form, () => {
		over.abort();
		close();
	});
	const name = `usage-${step}-${range.from.toISOString().slice(0, 10)}-${range.to.toISOString().slice(0, 10)}.${format}`;
	return new Response(body, {
		headers: { "content-type": form.type, "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" },
	});
}
