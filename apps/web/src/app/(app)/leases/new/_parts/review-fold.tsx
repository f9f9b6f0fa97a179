"use client";
import type { ProvisionInput } from "@berth/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { useSettled } from "@/data/use-settled.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { Button } from "@/ui/button.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { type Draft, nameProblem, type Policy } from "./draft.ts";
import { PlanView } from "./plan-view.tsx";

const text = newLeaseText.review;

/** After so long without a change the server is asked. */
const PAUSE_MS = 400;

interface ReviewFoldProps {
	readonly draft: Draft;
	/** What would be sent; null while it cannot be. */
	readonly request: ProvisionInput | null;
	readonly policy: Policy;
	readonly isBusy: boolean;
	readonly onSubmit: () => void;
}

/** What the server says would be made, and the button that makes it. */
export function ReviewFold({ draft, request, policy, isBusy, onSubmit }: ReviewFoldProps) {
	const refusal =
		nameProblem(draft.name) === null ? (draft.sku === "" ? text.needsSize : request === null ? text.needsManifest : null) : text.needsName;
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			{refusal === null && request && <DryRun request={request} policy={policy} />}
			<div className="flex flex-wrap items-center gap-3">
				<Button look="primary" refusal={refusal} busy={isBusy} onClick={onSubmit}>
					{isBusy ? text.creating : text.create}
				</Button>
				<span className="text-ink-faint">{refusal ?? text.promise}</span>
			</div>
		</div>
	);
}

function DryRun({ request, policy }: { readonly request: ProvisionInput; readonly policy: Policy }) {
	const client = useTRPCClient();
	// As text, since a request that says the same is a new object with each key that is pressed.
	const asked = useSettled(JSON.stringify(request), PAUSE_MS);
	const plan = useQuery({
		queryKey: ["plan-provision", asked],
		queryFn: ({ signal }) => client.lease.planProvision.mutate(JSON.parse(asked) as ProvisionInput, { signal }),
		placeholderData: keepPreviousData,
		staleTime: 5_000,
		retry: false,
	});
	if (plan.error) return <ProblemPanel title={text.failed} problem={toProblem(plan.error)} onRetry={() => void plan.refetch()} />;
	if (!plan.data) return <p className="text-ink-faint">{text.asking}</p>;
	return <PlanView plan={plan.data} policy={policy} />;
}
