import { type ListedEventView, leaseEventTypes } from "@berth/core";
import type { Caller, LeaseService } from "@berth/lease";
import { z } from "zod";
import { admitLease, admitTenant } from "../trpc/admission.ts";
import type { Context } from "../trpc/context.ts";
import { defined } from "../trpc/defined.ts";
import { eventFilter } from "../trpc/event-list.ts";
import { leaseId, operationId } from "../trpc/inputs.ts";
import { badInput } from "../trpc/to-trpc-error.ts";
import { type ExportForm, pagedExport } from "./paged-export.ts";
import { cell } from "./usage-csv.ts";

const ROWS = 200;

const query = z.strictObject({
	format: z.enum(["csv", "ndjson"]).default("csv"),
	/** One lease's; all of the tenant's when absent. */
	leaseId: leaseId.optional(),
	/** Of what one operation did. */
	operationId: operationId.optional(),
	/** Written `moved,operation`. */
	types: z
		.string()
		.transform((text) => text.split(","))
		.pipe(z.array(z.enum(leaseEventTypes)))
		.optional(),
	from: eventFilter.from,
	until: eventFilter.until,
});

const columns: readonly (readonly [string, (event: ListedEventView) => string])[] = [
	["lease_id", (event) => event.leaseId],
	["lease_name", ({ leaseName }) => leaseName],
	["seq", ({ seq }) => String(seq)],
	["at", ({ at }) => at],
	["type", ({ body }) => body.type],
	["operation_id", (event) => event.operationId ?? ""],
	["actor", ({ actor }) => actor],
	["body", ({ body }) => JSON.stringify(body)],
];

const forms: Readonly<Record<z.infer<typeof query>["format"], ExportForm<ListedEventView>>> = {
	csv: {
		type: "text/csv; charset=utf-8; header=present",
		head: `${columns.map(([name]) => name).join(",")}\r\n`,
		between: "",
		tail: "",
		write: (event) => `${columns.map(([, read]) => cell(read(event))).join(",")}\r\n`,
	},
	ndjson: { type: "application/x-ndjson", head: "", between: "", tail: "", write: (event) => `${JSON.stringify(event)}\n` },
};

/**
 * Events of one lease, or of all the tenant's, as a file, newest first: read and sent page by page, and held nowhere as a whole.
 *
 * Errors  UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, BAD_INPUT before the first byte. What goes wrong later cuts the connection.
 */
export async function exportEvents(ctx: Context, url: URL): Promise<Response> {
	const named = url.searchParams.get("leaseId");
	const { caller } = await (named === null ? admitTenant(ctx, "read") : admitLease(ctx, "read", named));
	const asked = query.safeParse(Object.fromEntries([...url.searchParams].filter(([name]) => name !== "tenant")));
	if (!asked.success) throw badInput(asked.error);
	const { format, operationId: wanted, ...filter } = asked.data;
	const form = forms[format];
	const close = ctx.openStream("events.export");
	const body = await pagedExport(pagesOf(ctx, caller, defined(filter), wanted), form, close);
	const name = `events-${filter.leaseId ?? "all"}-${new Date().toISOString().slice(0, 10)}.${format}`;
	return new Response(body, {
		headers: { "content-type": form.type, "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" },
	});
}

async function* pagesOf(
	{ services }: Context,
	caller: Caller,
	filter: Omit<Parameters<LeaseService["events"]>[1], "limit" | "cursor">,
	wanted: string | undefined,
): AsyncGenerator<readonly ListedEventView[], void, undefined> {
	let cursor: string | undefined;
	do {
		const { events, next } = await services.leases.events(caller, { ...filter, limit: ROWS, ...(cursor !== undefined && { cursor }) });
		const page = wanted === undefined ? events : events.filter((event) => event.operationId === wanted);
		if (page.length > 0) yield page;
		cursor = next ?? undefined;
	} while (cursor !== undefined);
}
