import { type Millis, SECOND, type Spans, toAppError } from "@berth/core";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { admitTenant } from "../../trpc/admission.ts";
import { withAudit } from "../../trpc/audit-of.ts";
import type { Services } from "../../trpc/services.ts";
import { badInput, toErrorData } from "../../trpc/to-trpc-error.ts";
import { pacedSource } from "../backup/paced.ts";
import type { RequestEnv } from "../observe-requests.ts";
import { received } from "../received.ts";
import { createRequestContext } from "../request-context.ts";
import type { StreamCounter } from "../stream-counter.ts";
import { createBuildLines } from "./build-lines.ts";

export interface BuildRoute {
	readonly services: Services;
	readonly spans: Spans;
	readonly openStream: StreamCounter;
	/** Where a caller is. */
	addressOf(c: Context<RequestEnv>): string;
}

export const BUILD_PATH = "/api/images/build";
const OP = "image.build";

/** Without a byte of the context for so long it is given up. */
const IDLE_MS: Millis = 60 * SECOND;
/** Longer: a proxy takes a step that prints nothing for a dead connection. */
const ALIVE_MS: Millis = 15 * SECOND;

const query = z.strictObject({
	name: z.string().max(128),
	tag: z.string().max(128).default("latest"),
	dockerfile: z.string().min(1).max(512).optional(),
	tenant: z.string().optional(),
});

/**
 * Builds an image of the tar stream that is the body. It lasts as long as the steps take, so neither the time of a request nor the size
 * of a body bounds it, but the pace and the limits of builds.
 *
 * What is refused before the first line is told by status, as everywhere; then lines follow, and the last one says how it ended.
 */
export function addBuildRoute(app: Hono<RequestEnv>, options: BuildRoute): void {
	app.post(BUILD_PATH, (c) => answerBuild(c, options));
}

async function answerBuild(c: Context<RequestEnv>, { services, spans, openStream, addressOf }: BuildRoute): Promise<Response> {
	const event = c.get("event");
	event.op = OP;
	const ctx = createRequestContext({ request: c.req.raw, address: addressOf(c), event, services, spans, openStream });
	const { tenant, caller } = withAudit(ctx, OP, await admitTenant(ctx, "deploy"));
	const asked = query.safeParse(c.req.query());
	if (!asked.success) throw badInput(asked.error);
	const { name, tag, dockerfile } = asked.data;

	const gone = new AbortController();
	const signal = AbortSignal.any([c.req.raw.signal, gone.signal]);
	const close = ctx.openStream(OP);
	const lines = createBuildLines(ALIVE_MS);
	const context = pacedSource(received(c.env.incoming.iterator({ destroyOnReturn: false })), IDLE_MS);
	const request = { tenantId: tenant.id, name, tag, ...(dockerfile !== undefined && { dockerfile }), context, onMessage: lines.add };
	const ended = services.builds
		.build(caller, request, signal)
		.then((image) => {
			lines.add({ kind: "image", image });
			return null;
		})
		.catch((thrown: unknown) => {
			const error = toAppError(thrown);
			// Nothing was sent yet: it is told as every refusal is.
			if (!lines.hasBegun()) return error;
			ctx.failed(OP, error);
			lines.add({ kind: "error", error: toErrorData(error, { requestId: ctx.requestId, path: null }) });
			return null;
		})
		.finally(() => {
			close();
			lines.end();
		});
	const refused = await Promise.race([lines.begun, ended]);
	if (refused) throw refused;
	return c.body(
		lines.body(() => gone.abort()),
		200,
		{ "content-type": "application/x-ndjson", "cache-control": "no-store", "x-accel-buffering": "no" },
	);
}
