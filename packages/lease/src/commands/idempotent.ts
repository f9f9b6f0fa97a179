import { AppError, isAppError, type TenantId } from "@berth/core";
import type { Accepted } from "../service.ts";
import { type CommandContext, toAccepted } from "./command-context.ts";

interface Request {
	readonly tenantId: TenantId;
	readonly idempotencyKey: string | undefined;
	readonly hash: string;
}

/**
 * Runs a command once per idempotency key, however often and from wherever it is asked.
 *
 * A known key gives the first result. Two first requests at once meet at the schema's unique key: the one that is refused
 * there looks the other's up.
 * Errors  IDEMPOTENCY_KEY_REUSED when the key stands for another request; the command's own.
 */
export async function onceByKey(context: CommandContext, request: Request, run: () => Promise<Accepted>): Promise<Accepted> {
	const known = await joinKnown(context, request);
	if (known) return known;
	try {
		return await run();
	} catch (err) {
		const joined = isAppError(err) ? await joinKnown(context, request) : null;
		if (joined) return joined;
		throw err;
	}
}

async function joinKnown({ stores }: CommandContext, { tenantId, idempotencyKey, hash }: Request): Promise<Accepted | null> {
	if (idempotencyKey === undefined) return null;
	const known = await stores.operations.findByKey(tenantId, idempotencyKey);
	if (known === null) return null;
	if (known.requestHash !== hash) throw new AppError("IDEMPOTENCY_KEY_REUSED", { data: { operationId: known.operation.id } });
	const lease = await stores.leases.find(known.operation.leaseId, { tenantId });
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: known.operation.leaseId } });
	return toAccepted(lease, known.operation.id, true);
}
