/** The one line that is logged about a unit of work; fields are added while it runs. Never a secret, never a body. */
export interface WideEvent {
	op: string;
	readonly kind: "inbound" | "actor" | "timer" | "event";
	ok?: boolean;
	code?: string;
	durationMs?: number;
	requestId?: string;
	userId?: string;
	tenantId?: string;
	leaseId?: string;
	[field: string]: unknown;
}
