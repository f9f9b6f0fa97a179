import type { AppError } from "@berth/core";
import { noteFailure } from "@berth/lease";
import type { RequestEvent } from "../telemetry/request-event.ts";

/** Notes with what a request failed, and after how long it may be made again where the failure says so. */
export function noteRefusal(event: RequestEvent, error: AppError): void {
	noteFailure(event, error);
	const { retryAfterMs } = error.data;
	if (typeof retryAfterMs === "number") event.retryAfterMs = Math.max(retryAfterMs, event.retryAfterMs ?? 0);
}
