/** What a check found. `remedy` says what to do; it is null when nothing is wrong. */
export interface Verdict {
	readonly severity: "ok" | "info" | "warning" | "blocker";
	readonly seen: string;
	readonly remedy: string | null;
	/** The check itself came to no end, so nothing is known of what it looks at. */
	readonly broke?: boolean;
}

/** One check of the host. */
export interface PreflightResult extends Verdict {
	readonly id: string;
	readonly title: string;
	readonly broke: boolean;
	/** Where the documentation says more: a file of the repository, with an anchor. */
	readonly docs: string;
	readonly durationMs: number;
	readonly checkedAt: string;
}

export const ok = (seen: string): Verdict => ({ severity: "ok", seen, remedy: null });

/** A check that broke: a warning whatever it looks at, and told from one that found something. */
export const broken = (why: string, remedy: string): Verdict => ({
	severity: "warning",
	seen: `check_failed: ${why}`,
	remedy,
	broke: true,
});

/** The verdict as it is shown. */
export function toResult(
	{ id, title }: { readonly id: string; readonly title: string },
	verdict: Verdict,
	took: { readonly durationMs: number; readonly checkedAt: Date },
): PreflightResult {
	const { severity, seen, remedy, broke = false } = verdict;
	const durationMs = Math.round(took.durationMs);
	return { id, title, severity, seen, remedy, broke, docs: `docs/preflight.md#${id}`, durationMs, checkedAt: took.checkedAt.toISOString() };
}
