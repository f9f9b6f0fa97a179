import type { WideEvent } from "@berth/lease";

/** The line of a request, or of a call over a socket. */
export interface RequestEvent extends WideEvent {
	readonly kind: "inbound";
	readonly requestId: string;
	status?: number;
	userId?: string;
	tenantId?: string;
	/** After how long who asked may ask again. */
	retryAfterMs?: number;
}
