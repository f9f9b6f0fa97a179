/** How an error of a code is treated: HTTP status, whether trying again can help, how loud the log is, what people are told. */
export interface ErrorRule {
	readonly http: number;
	readonly retryable: boolean;
	readonly level: "debug" | "info" | "warn" | "error";
	readonly message: string;
}

/** The closed table of codes. A code without a row does not compile. */
export const errorTable = {
	// asked wrongly
	BAD_INPUT: { http: 400, retryable: false, level: "debug", message: "The request is not valid." },
	INVALID_MANIFEST: { http: 400, retryable: false, level: "debug", message: "The manifest is not valid." },
	INVALID_COMPOSE: { http: 400, retryable: false, level: "debug", message: "This is not a Compose file that can be read." },
	IMAGE_NOT_ALLOWED: { http: 403, retryable: false, level: "info", message: "Images of this registry are not allowed here." },
	SKU_UNKNOWN: { http: 404, retryable: false, level: "debug", message: "There is no such size (SKU)." },
	BODY_TOO_LARGE: { http: 413, retryable: false, level: "info", message: "The request body is too large." },
	UNAUTHENTICATED: { http: 401, retryable: false, level: "debug", message: "Sign in first." },
	FORBIDDEN: { http: 403, retryable: false, level: "info", message: "You may not do this." },
	NOT_FOUND: { http: 404, retryable: false, level: "debug", message: "There is no such thing, or it is not yours." },
	METHOD_NOT_SUPPORTED: { http: 405, retryable: false, level: "debug", message: "This path does not take that method." },
	INVALID_STATE: { http: 409, retryable: false, level: "debug", message: "The lease cannot do this in its present state." },
	NAME_TAKEN: { http: 409, retryable: false, level: "debug", message: "A lease of this name exists already." },
	IDEMPOTENCY_KEY_REUSED: { http: 409, retryable: false, level: "info", message: "This idempotency key was used for another request." },
	REQUEST_UNDER_WAY: { http: 409, retryable: true, level: "debug", message: "The same request with this key is under way." },
	ALREADY_DONE: {
		http: 409,
		retryable: false,
		level: "info",
		message: "This was done with the same key before; what its answer showed is not kept.",
	},
	CAPACITY_EXHAUSTED: { http: 503, retryable: true, level: "warn", message: "No node has room for this size at present." },
	QUOTA_EXCEEDED: { http: 403, retryable: false, level: "info", message: "This would exceed the tenant's quota." },
	THROTTLED: { http: 429, retryable: true, level: "debug", message: "The lease was changed a moment ago; wait a little." },
	RATE_LIMITED: { http: 429, retryable: true, level: "info", message: "Too many requests; wait a moment." },
	BUSY: { http: 503, retryable: true, level: "info", message: "So much waits for this already that no more can; try again later." },
	// the database
	RELEASE_CONFLICT: { http: 409, retryable: false, level: "debug", message: "Another release was made meanwhile; look at it first." },
	VERSION_CONFLICT: { http: 409, retryable: true, level: "debug", message: "The lease was changed meanwhile; read it again." },
	CLAIM_LOST: { http: 409, retryable: false, level: "warn", message: "Another agent acts for this node now." },
	CONFLICT: { http: 409, retryable: false, level: "info", message: "This contradicts something that exists." },
	DATABASE_UNAVAILABLE: { http: 503, retryable: true, level: "error", message: "The database cannot be reached at present." },
	// the engine
	ENGINE_UNREACHABLE: { http: 503, retryable: true, level: "error", message: "The container engine cannot be reached at present." },
	ENGINE_DENIED: { http: 502, retryable: false, level: "error", message: "The container engine does not let this node's agent do that." },
	ENGINE_FAILED: { http: 502, retryable: true, level: "error", message: "The container engine failed." },
	IMAGE_NOT_FOUND: { http: 422, retryable: false, level: "info", message: "The image does not exist in its registry." },
	IMAGE_DENIED: { http: 422, retryable: false, level: "info", message: "The registry does not let us read the image." },
	IMAGE_RATE_LIMITED: {
		http: 429,
		retryable: true,
		level: "warn",
		message: "The image's registry limits how often we may pull; try again later.",
	},
	IMAGE_WRONG_PLATFORM: { http: 422, retryable: false, level: "info", message: "The image is not made for this node's platform." },
	IMAGE_PULL_FAILED: { http: 502, retryable: true, level: "warn", message: "The image could not be pulled." },
	NOT_READY: { http: 504, retryable: true, level: "info", message: "The container did not become ready." },
	INSTANCE_EXITED: { http: 502, retryable: false, level: "info", message: "The container exited." },
	NO_SPACE: { http: 507, retryable: true, level: "error", message: "The node's disk is full." },
	UNSUPPORTED: { http: 501, retryable: false, level: "info", message: "This node cannot do that." },
	// time and the rest
	TIMEOUT: { http: 504, retryable: true, level: "warn", message: "This took longer than it may." },
	ABORTED: { http: 499, retryable: false, level: "debug", message: "The request was given up." },
	INTERNAL: { http: 500, retryable: false, level: "error", message: "Something went wrong on our side." },
} as const satisfies Record<string, ErrorRule>;

export type ErrorCode = keyof typeof errorTable;
