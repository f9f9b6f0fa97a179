import type { LeaseState } from "@berth/core";
import type { Parameter } from "../../query.ts";

/** Appends what a move between states changes of the tenant's counts; closed leases are not counted. */
export function countPart(p: Parameter, from: LeaseState, to: LeaseState | undefined): string[] {
	if (to === undefined || to === from) return [];
	const counted = [
		{ state: from, change: -1 },
		{ state: to, change: 1 },
	].filter(({ state }) => state !== "closed");
	return [
		`recounted as (
			insert into lease_count_change (tenant_id, state, change)
			select changed.tenant_id, counted.state, counted.change
			from changed, (values ${counted.map(({ state, change }) => `(${p(state)}::text, ${change})`).join(", ")}) as counted (state, change)
			returning id
		)`,
	];
}
