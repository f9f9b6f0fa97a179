import type { Clock, DeliveryId, Millis } from "@berth/core";
import type { TakenDelivery, WebhookAttempt, WebhookStore } from "@berth/db";
import { type Log, runUnit, type WideEvent } from "@berth/lease";
import { isPublicAddress } from "../callbacks/address-guard.ts";
import { AddressRefused } from "../callbacks/pinned-lookup.ts";
import { post } from "../callbacks/post.ts";
import { nextWaitMs } from "../callbacks/retry-waits.ts";
import { signWithEach, webhookSecretOf } from "../callbacks/signature.ts";
import { envelopeOf } from "./envelope.ts";

/** Of what a receiver answered so much is kept for its owner to read. */
const ANSWER_BYTES = 512;

export interface DeliverWebhookOptions {
	readonly webhooks: Pick<WebhookStore, "take" | "note">;
	readonly rootSecret: string;
	/** Whether webhooks may lead anywhere. */
	readonly allowPrivate: boolean;
	readonly timeoutMs: Millis;
	readonly clock: Clock;
	readonly log: Log;
	readonly count: (outcome: "delivered" | "refused" | "failed" | "abandoned" | "turned_off") => void;
}

interface DeliveryEvent extends WideEvent {
	readonly deliveryId: string;
	readonly webhookId: string;
	readonly tenantId?: string;
	readonly attempts: number;
}

type Tried = Omit<WebhookAttempt, "id" | "at">;

/**
 * Makes one try of what a webhook is owed. A process that dies between an arrival and its note sends that again, under the same id.
 *
 * Returns  how long to wait before the next try; null when it arrived, was given up, or somebody else has it.
 */
export async function deliverWebhook(options: DeliverWebhookOptions, id: DeliveryId, signal: AbortSignal): Promise<Millis | null> {
	const { webhooks, count } = options;
	const taken = await webhooks.take(id);
	if (taken === null) return null;
	const { delivery, webhook, ageMs } = taken;
	const event: DeliveryEvent = {
		op: "webhook.deliver",
		kind: "event",
		ok: true,
		deliveryId: id,
		webhookId: webhook.id,
		attempts: delivery.attempts,
		...(delivery.tenantId !== null && { tenantId: delivery.tenantId }),
		...(delivery.leaseId !== null && { leaseId: delivery.leaseId }),
	};
	return runUnit({ log: options.log, clock: options.clock }, event, async () => {
		// Turned off since: nothing is sent, and nothing is owed any more.
		if (!webhook.enabled) {
			await webhooks.note(id, null, "abandoned");
			return null;
		}
		const tried = await send(options, taken, signal);
		const isTaken = tried.error === null;
		const waitMs = isTaken ? null : nextWaitMs(delivery.attempts, ageMs + tried.durationMs);
		const end = isTaken ? "delivered" : waitMs === null ? "abandoned" : "owed";
		const { turnedOff } = await webhooks.note(id, tried, end);
		if (end === "abandoned") count("abandoned");
		if (turnedOff) {
			count("turned_off");
			options.log.warn({ op: "webhook.turned_off", webhookId: webhook.id }, "a webhook failed for days and was turned off");
		}
		Object.assign(event, { ok: isTaken, status: tried.status, end });
		return waitMs;
	});
}

async function send(
	options: DeliverWebhookOptions,
	{ delivery, webhook, hasPrevious }: TakenDelivery,
	signal: AbortSignal,
): Promise<Tried> {
	const { clock, rootSecret, count } = options;
	const url = new URL(webhook.url);
	const body = JSON.stringify(envelopeOf(delivery));
	const numbers = hasPrevious ? [webhook.secretNumber, webhook.secretNumber - 1] : [webhook.secretNumber];
	const keys = numbers.map((number) => webhookSecretOf(rootSecret, webhook.id, number));
	const begunMs = clock.monotonicMs();
	const end = (status: number | null, error: string | null, answer: string | null): Tried => ({
		status,
		error,
		answer,
		durationMs: Math.round(clock.monotonicMs() - begunMs),
	});
	try {
		const { status, answer } = await post(url, {
			headers: {
				"content-type": "application/json",
				"content-length": Buffer.byteLength(body),
				"user-agent": "Berth-Webhook/1",
				"x-berth-delivery": delivery.id,
				"x-berth-event": delivery.type,
				"x-berth-signature": signWithEach(keys, { method: "POST", target: `${url.pathname}${url.search}`, body }, clock.now()),
			},
			body,
			signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
			mayGoTo: options.allowPrivate ? null : isPublicAddress,
			answerBytesMax: ANSWER_BYTES,
		});
		const isTaken = status >= 200 && status < 300;
		count(isTaken ? "delivered" : "failed");
		return end(status, isTaken ? null : `The receiver answered ${status}.`, answer);
	} catch (err) {
		signal.throwIfAborted();
		const isRefused = err instanceof AddressRefused;
		count(isRefused ? "refused" : "failed");
		// What the network said about our surroundings is not for a tenant to read.
		return end(null, isRefused ? "It may not be sent to that address." : "No answer came in time or the connection failed.", null);
	}
}
