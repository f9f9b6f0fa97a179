import { type Diagnostic, gatherDiagnostics } from "../gather-diagnostics.ts";
import type { Outcome, Plan, Step, Work } from "../work.ts";

/** Looks at what died while it is still there. The containers stay, so that their logs remain readable. */
export const createDiagnosePlan = (): Plan => {
	let found: Diagnostic[] = [];
	const diagnose: Step = {
		name: "diagnose",
		budgetMs: (timings) => timings.stepMs.other,
		async run(work, signal) {
			found = await gatherDiagnostics(work, work.layout.staying, null, signal);
		},
	};
	return {
		steps: [diagnose],
		succeed: (work) => diagnosed(work, found),
		failBudgetMs: (timings) => timings.stepMs.other,
		// What was lost is a reading, not the lease's fate: it fails for the reason it began to fail for.
		fail: async (work) => diagnosed(work, found),
	};
};

/** Who is told of the death is told here: the diagnosis found what it was for, and yet its operation is a failed one. */
const diagnosed = ({ lease }: Work, diagnostics: readonly Diagnostic[]): Outcome => ({
	event: "diagnosed",
	operation: "failed",
	reason: lease.reason,
	message: lease.message,
	set: { failCount: lease.failCount + 1 },
	diagnostics,
});
