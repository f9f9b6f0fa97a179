import type { PreflightResult } from "@berth/engine";

const ranks: Readonly<Record<PreflightResult["severity"], number>> = { ok: 0, info: 1, warning: 2, blocker: 3 };

/** Remembers what each check last found, so that one that came to no end this time still shows it, with the time it is from. */
export function createKeptResults(): { merge(fresh: readonly PreflightResult[]): PreflightResult[] } {
	const kept = new Map<string, PreflightResult>();
	return {
		merge(fresh) {
			const now = new Set(fresh.map(({ id }) => id));
			const missing = [...kept.values()].filter(({ id }) => !now.has(id)).map((last) => toStale(last, "it was not run this time"));
			const results = fresh.map((result) => {
				const last = kept.get(result.id);
				if (result.broke) return last === undefined ? result : toStale(last, result.seen, result);
				kept.set(result.id, result);
				return result;
			});
			return [...results, ...missing];
		},
	};
}

/** Old news is never good news: it is a warning at least. */
const toStale = (last: PreflightResult, why: string, fresh: PreflightResult | null = null): PreflightResult => ({
	...last,
	broke: true,
	severity: ranks[last.severity] > ranks.warning ? last.severity : "warning",
	seen: `stale: ${last.seen} (${why})`,
	remedy: last.remedy ?? fresh?.remedy ?? "Run the checks again.",
});
