import { AppError, idempotencyKey, isId, type LeaseId, type Millis, type RetentionId, SECOND, type Spans } from "@berth/core";
import { type BackupSource, requestHash } from "@berth/lease";
import type { Context, Hono } from "hono";
import { admitLease, admitTenant } from "../../trpc/admission.ts";
import { withAudit } from "../../trpc/audit-of.ts";
import { keyHolder } from "../../trpc/once.ts";
import type { Services } from "../../trpc/services.ts";
import type { RequestEnv } from "../observe-requests.ts";
import { received } from "../received.ts";
import { createRequestContext } from "../request-context.ts";
import type { StreamCounter } from "../stream-counter.ts";
import { pacedBody, pacedSource } from "./paced.ts";

export interface BackupRoutes {
	readonly services: Services;
	readonly spans: Spans;
	readonly openStream: StreamCounter;
	/** Where a caller is. */
	addressOf(c: Context<RequestEnv>): string;
	/** Without a byte for so long a transfer is given up. */
	readonly idleMs?: Millis;
}

const EXPORT_PATH = "/api/backups/export";
export const IMPORT_PATH = "/api/backups/import";
const IMPORT_OP = "backup.import";

/** Shorter: a disk or a line that is busy for a while costs a whole transfer. Longer: a dead one holds files and a place. */
const IDLE_MS = 60 * SECOND;

/**
 * Archives of volumes, which are no calls: they last as long as their bytes take, however large they are. So neither the time of a
 * request nor the size of a body bounds them, but the pace, the limits of the volumes, and how many there are at once.
 */
export function addBackupRoutes(app: Hono<RequestEnv>, options: BackupRoutes): void {
	app.get(EXPORT_PATH, (c) => answerExport(c, options));
	app.post(IMPORT_PATH, (c) => answerImport(c, options));
}

const contextOf = (c: Context<RequestEnv>, { services, spans, openStream, addressOf }: BackupRoutes) =>
	createRequestContext({ request: c.req.raw, address: addressOf(c), event: c.get("event"), services, spans, openStream });

async function answerExport(c: Context<RequestEnv>, options: BackupRoutes): Promise<Response> {
	const { services, idleMs = IDLE_MS } = options;
	c.get("event").op = "backup.export";
	const source = sourceOf(c.req.query());
	const ctx = contextOf(c, options);
	const admitted = await admitLease(ctx, "read:sensitive", "leaseId" in source ? source.leaseId : null);
	const { caller } = withAudit(ctx, "backup.export", admitted);
	const over = new AbortController();
	const signal = AbortSignal.any([c.req.raw.signal, over.signal]);
	if (c.req.method === "HEAD") {
		await services.backups.plan(caller, source, signal);
		return c.body(null, 200, { "content-type": "application/x-tar" });
	}
	try {
		const { archive, fileName } = await services.backups.export(caller, source, signal);
		const body = pacedBody(archive, {
			idleMs,
			onEnd: () => over.abort(),
			// Cut, so that whoever reads it knows that it is not whole.
			onBroken: () => c.env.incoming.socket.destroy(),
		});
		return c.body(body, 200, {
			"content-type": "application/x-tar",
			"content-disposition": `attachment; filename="${fileName}"`,
			"cache-control": "no-store",
		});
	} catch (error) {
		over.abort();
		throw error;
	}
}

async function answerImport(c: Context<RequestEnv>, options: BackupRoutes): Promise<Response> {
	const { services, idleMs = IDLE_MS } = options;
	c.get("event").op = IMPORT_OP;
	// What is left of an upload that is refused is of no use, and neither is its connection.
	c.header("connection", "close");
	const ctx = contextOf(c, options);
	const { principal, tenant, caller, audit } = withAudit(ctx, IMPORT_OP, await admitTenant(ctx, "write"));
	const { incoming } = c.env;
	const skus = Object.fromEntries((c.req.queries("sku") ?? []).map(skuOf));
	const key = keyOf(c.req.query("idempotencyKey"));
	const read = (by: typeof audit) => {
		const archive = pacedSource(received(incoming.iterator({ destroyOnReturn: false })), idleMs);
		return services.backups.import({ ...caller, audit: by }, { tenantId: tenant.id, archive, skus }, c.req.raw.signal);
	};
	if (key === null) return c.json(await read(audit), 201);
	// What is in an archive is known when it was read: a repeat is told from another request by its sizes alone, and is not read.
	const request = { holder: keyHolder(principal, tenant.id), key, action: IMPORT_OP, hash: requestHash(IMPORT_OP, skus) };
	return c.json(await services.repeats.once(request, true, (claim) => read({ ...audit, claim })), 201);
}

function keyOf(text: string | undefined): string | null {
	if (text === undefined) return null;
	const { success, data } = idempotencyKey.safeParse(text);
	if (!success) throw new AppError("BAD_INPUT", { message: "?idempotencyKey= is 8 to 128 letters, digits and . : _ -" });
	return data;
}

function sourceOf({ lease, retention }: Readonly<Record<string, string>>): BackupSource {
	if (lease !== undefined && retention === undefined && isId(lease)) return { leaseId: lease as LeaseId };
	if (retention !== undefined && lease === undefined && isId(retention)) return { retentionId: retention as RetentionId };
	throw new AppError("BAD_INPUT", { message: "Say what to export: ?lease=<id> or ?retention=<id>." });
}

function skuOf(text: string): readonly [string, string] {
	const [, service, sku] = /^([a-z0-9-]{1,63}):(.{1,128})$/.exec(text) ?? [];
	if (service === undefined || sku === undefined)
		throw new AppError("BAD_INPUT", { message: "A size is chosen by ?sku=<service>:<size>." });
	return [service, sku];
}
