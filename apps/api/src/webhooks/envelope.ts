import { WEBHOOK_VERSION, type WebhookEnvelope } from "@berth/core";
import type { DeliveryRecord } from "@berth/db";

/** What is sent of a delivery: the same at each try. */
export const envelopeOf = ({
	id,
	type,
	at,
	tenantId,
	leaseId,
	leaseName,
	leaseSeq,
	operationId,
	data,
}: DeliveryRecord): WebhookEnvelope => ({
	id,
	// Written by our own code alone, from the list of them.
	type: type as WebhookEnvelope["type"],
	version: WEBHOOK_VERSION,
	time: at.toISOString(),
	tenant: tenantId === null ? null : { id: tenantId },
	lease: leaseId === null ? null : { id: leaseId, name: leaseName ?? "", seq: leaseSeq ?? 0 },
	operation: operationId === null ? null : { id: operationId },
	data,
});
