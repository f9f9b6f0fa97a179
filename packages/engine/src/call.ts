/** The signal every call takes. */
export interface Call {
	readonly signal: AbortSignal;
}
