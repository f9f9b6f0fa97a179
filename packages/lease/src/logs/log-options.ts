/** Whose logs are asked for. */
export interface LogChoice {
	readonly services?: readonly string[] | undefined;
	/** Of these services only the instances of that number. */
	readonly instance?: number | undefined;
}

export interface LogPageOptions extends LogChoice {
	/** Lines after this position, the first `limit` of them. */
	readonly after?: string;
	/** Lines before this position: the last `limit` of them, or, with `after`, those between. */
	readonly before?: string;
	/** Whether the line that `before` belongs to is one of them. */
	readonly isInclusive?: boolean;
	readonly limit: number;
}

/** Where a scan gives up. */
export interface ScanLimits {
	readonly matches: number;
	/** Of text. */
	readonly bytes: number;
	readonly ms: number;
}
