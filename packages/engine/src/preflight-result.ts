/** One check of the host. `remedy` says what to do; it is null when nothing is wrong. */
export interface PreflightResult {
	readonly id: string;
	readonly severity: "ok" | "info" | "warning" | "blocker";
	readonly title: string;
	readonly seen: string;
	readonly remedy: string | null;
	readonly durationMs: number;
	readonly checkedAt: string;
}
