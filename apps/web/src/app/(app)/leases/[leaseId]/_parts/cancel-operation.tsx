"use client";
import type { OperationView } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { cancelOperationText as text } from "@/text/lease-summary.ts";
import { Button } from "@/ui/button.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

/** Asks the operation under way to give up. What it has changed is taken back where that can be done. */
export function CancelOperation({ operation }: { readonly operation: OperationView }) {
	const trpc = useTRPC();
	const cancel = useMutation(trpc.operation.cancel.mutationOptions());
	const { leaseId, id, kind, cancelRequested } = operation;
	return (
		<div className="mt-3">
			<Button
				small
				busy={cancel.isPending}
				refusal={cancelRequested ? text.itWasAskedToGive : null}
				onClick={() => cancel.mutate({ leaseId, operationId: id })}
			>
				{cancelRequested ? text.cancelling : text.cancelThe(kind)}
			</Button>
			{cancel.error && <ProblemPanel title={text.itWasNotCancelled} problem={toProblem(cancel.error)} className="mt-2" />}
		</div>
	);
}
