import { AppError, type LogLine, logLevelChoices, logQuery, plainText } from "@berth/core";
import { z } from "zod";
import { admitLease } from "../trpc/admission.ts";
import type { Context } from "../trpc/context.ts";
import { leaseId } from "../trpc/inputs.ts";
import { badInput } from "../trpc/to-trpc-error.ts";

const flag = z.stringbool().optional();
const query = logQuery
	.extend({
		instance: z.coerce.number().int().min(0).max(1_000).optional(),
		services: z.array(z.string().max(64)).min(1).max(16).optional(),
		levels: z.array(z.enum(logLevelChoices)).min(1).optional(),
		regex: flag,
		invert: flag,
	})
	.extend({ leaseId, format: z.enum(["text", "ndjson"]).default("text"), gzip: flag });

const types = { text: "text/plain; charset=utf-8", ndjson: "application/x-ndjson" } as const;
const endings = { text: "log", ndjson: "ndjson" } as const;
const writers: Readonly<Record<keyof typeof types, (line: LogLine) => string>> = {
	text: ({ at, service, instance, stream, text, truncated }) =>
		`${at} ${service}-${instance} ${stream} ${plainText(text)}${truncated ? " … (cut)" : ""}\n`,
	ndjson: ({ at, service, instance, stream, text, truncated }) =>
		`${JSON.stringify({ at, service, instance, stream, text, ...(truncated && { truncated }) })}\n`,
};

/** Lines go out together; one at a time costs more than it carries. */
const CHUNK_CHARS = 64 * 1024;

/**
 * The lines of a lease's log that a filter lets through, as a file: read and sent as fast as it is taken, and held nowhere as a whole.
 *
 * Errors  UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, BAD_INPUT, THROTTLED, RATE_LIMITED before the first byte. What goes wrong later cuts the connection,
 *         so that half a file is no whole one.
 */
export async function exportLogs(ctx: Context, url: URL, gone: AbortSignal): Promise<Response> {
	const startedMs = performance.now();
	const { caller } = await admitLease(ctx, "read", url.searchParams.get("leaseId"));
	const asked = query.safeParse(toObject(url.searchParams));
	if (!asked.success) throw badInput(asked.error);
	const { leaseId, format, gzip = false, ...wanted } = asked.data;
	ctx.note({ leaseId });
	const lease = await ctx.services.leases.get(caller, leaseId);
	const over = new AbortController();
	// A search that finds nothing for minutes gives no first byte: whoever has gone meanwhile must not keep its place.
	const until = AbortSignal.any([gone, over.signal]);
	const close = ctx.openStream("logs.export");
	const found = ctx.services.leases.scanLogs(caller, leaseId, wanted, null, until)[Symbol.asyncIterator]();
	let isOver = false;
	const end = () => {
		if (isOver) return;
		isOver = true;
		over.abort();
		close();
		// One that waits to be read on hears no signal, and would keep its place among the searches for good.
		found.return?.().catch(() => undefined);
	};
	if (gone.aborted) end();
	else gone.addEventListener("abort", end, { once: true });
	// The first message before the first byte: what can be refused is refused with its reason.
	let next = await found.next().catch((error: unknown) => {
		end();
		throw error;
	});
	if (performance.now() - startedMs > ctx.services.policy.requestMs) {
		// Whoever asked was told that it took too long: nobody would read it, and nobody end it.
		end();
		throw new AppError("TIMEOUT");
	}
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
		{
			async pull(controller) {
				try {
					let text = "";
					while (!next.done && text.length < CHUNK_CHARS) {
						if (next.value.kind === "line") text += writers[format](next.value);
						next = await found.next();
					}
					if (text !== "") controller.enqueue(encoder.encode(text));
					if (!next.done) return;
					end();
					controller.close();
				} catch (error) {
					end();
					throw error;
				}
			},
			cancel: end,
		},
		{ highWaterMark: 0 },
	);
	const name = `${lease.name.replaceAll(/[^\w.-]/g, "_")}.${endings[format]}${gzip ? ".gz" : ""}`;
	return new Response(gzip ? body.pipeThrough(new CompressionStream("gzip")) : body, {
		headers: {
			"content-type": gzip ? "application/gzip" : types[format],
			"content-disposition": `attachment; filename="${name}"`,
			"cache-control": "no-store",
		},
	});
}

/** Lists are written `web,db`; which tenant is meant is no part of the filter. */
function toObject(params: URLSearchParams): Record<string, unknown> {
	const entries = [...params].filter(([name]) => name !== "tenant");
	return Object.fromEntries(entries.map(([name, value]) => [name, name === "services" || name === "levels" ? value.split(",") : value]));
}
