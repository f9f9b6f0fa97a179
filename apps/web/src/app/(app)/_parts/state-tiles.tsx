import type { LeaseCounts } from "@/data/apply-list.ts";
import type { MarkShape } from "@/format/mark.ts";
import { countOf, type StateFilter, stateFilters } from "@/leases/state-filter.ts";
import { Link } from "@/ui/link.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

const shapes: Record<StateFilter, MarkShape> = { ready: "ok", working: "work", failed: "bad", stopped: "rest", closing: "gone" };

/** Leases by state, each a way to the list narrowed to it. */
export function StateTiles({ counts }: { readonly counts: LeaseCounts }) {
	return (
		<ul aria-label="Leases by state" className="grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-line sm:grid-cols-5">
			{stateFilters.map(({ key, label }) => (
				<li key={key} className="bg-panel last:max-sm:col-span-2">
					<Link href={`/leases?state=${key}`} className="block px-4 py-3 -outline-offset-2 hover:bg-hover">
						<span className="flex items-center gap-1.5 text-ink-soft">
							<MarkShapeIcon shape={shapes[key]} isStill />
							{label}
						</span>
						<span className="text-28 font-medium tracking-tight tabular-nums">{countOf(counts, key)}</span>
					</Link>
				</li>
			))}
		</ul>
	);
}
