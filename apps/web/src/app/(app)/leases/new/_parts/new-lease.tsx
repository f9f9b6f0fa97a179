"use client";
import { newId } from "@berth/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useSkus } from "@/data/use-skus.ts";
import { useTouched } from "@/data/use-touched.ts";
import type { diagnose } from "@/manifest/diagnose.ts";
import { diagnoseLater, useDiagnose } from "@/manifest/use-diagnose.ts";
import { useSampleImage } from "@/manifest/use-sample-image.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { newLeaseText as words } from "@/text/new-lease-parts.ts";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { useLate } from "@/ui/use-late.ts";
import { type Draft, type Policy, planOf, type Sku, toRequest } from "./draft.ts";
import { firstDraft } from "./first-draft.ts";
import { Fold } from "./fold.tsx";
import { ManifestFold } from "./manifest-fold.tsx";
import { ReviewFold } from "./review-fold.tsx";
import { ShapeFold } from "./shape-fold.tsx";
import { SizeFold } from "./size-fold.tsx";

const text = newLeaseText;

const loadRestore = () => import("./restore-lease.tsx");

/** The form of a new lease. What it needs to know is read first, so that nothing jumps afterwards. */
export function NewLease() {
	const restored = useSearchParams().get("restore");
	const part = useLate(restored !== null, loadRestore);
	if (restored === null) return <NewForm />;
	return part ? <part.RestoreLease key={restored} retentionId={restored} /> : <SkeletonPanel className="h-96" />;
}

function NewForm() {
	const trpc = useTRPC();
	const skus = useSkus();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const sample = useSampleImage();
	// Nothing is judged before somebody has begun to write.
	const rules = useDiagnose(useTouched());
	const error = skus.error ?? policy.error ?? rules.error;
	if (skus.data && policy.data && sample !== undefined && !rules.error)
		return <LeaseForm skus={skus.data} policy={policy.data} sample={sample} diagnose={rules.data ?? diagnoseLater} />;
	return (
		<>
			<PageHead title={text.title} />
			{error ? (
				<ProblemPanel
					title={text.unprepared}
					problem={toProblem(error)}
					onRetry={() => void Promise.all([skus.refetch(), policy.refetch(), rules.refetch()])}
				/>
			) : (
				<SkeletonPanel className="h-96" />
			)}
		</>
	);
}

interface LeaseFormProps {
	readonly skus: readonly Sku[];
	readonly policy: Policy;
	readonly sample: string | null;
	readonly diagnose: typeof diagnose | typeof diagnoseLater;
}
function LeaseForm({ skus, policy, sample, diagnose }: LeaseFormProps) {
	const trpc = useTRPC();
	const router = useRouter();
	const params = useSearchParams();
	const [draft, setDraft] = useState<Draft>(() => firstDraft(params, skus, sample));
	// One form has one key: a second press, or a try after a lost answer, makes no second lease.
	const [idempotencyKey, setKey] = useState<string>(() => newId());
	const change = (changed: Partial<Draft>) => {
		setDraft((known) => ({ ...known, ...changed }));
		setKey(newId());
		provision.reset();
	};
	const written = draft.texts[draft.shape];
	const diagnosis = useMemo(() => diagnose(written, policy.allowedRegistries), [diagnose, written, policy.allowedRegistries]);
	const plan = diagnosis.manifest ? planOf(diagnosis.manifest, draft) : null;
	const request = plan && toRequest(draft, diagnosis.value, plan);
	const provision = useMutation(trpc.lease.provision.mutationOptions({ onSuccess: ({ leaseId }) => router.push(`/leases/${leaseId}`) }));
	const problem = provision.error ? toProblem(provision.error) : null;
	const isNameTaken = problem?.code === "NAME_TAKEN";
	const broken = diagnosis.diagnostics.length;
	const isJudged = diagnosis.manifest !== null || broken > 0;
	return (
		<div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] gap-4">
			<div className="-mb-4">
				<PageHead title={text.title} />
			</div>
			<Fold nth={1} title={text.shape.title} summary={text.shape.names[draft.shape]} isDone={draft.name !== ""}>
				<ShapeFold draft={draft} onChange={change} takenError={isNameTaken ? problem.message : null} />
			</Fold>
			<Fold nth={2} title={text.size.title} summary={draft.sku} isDone={draft.sku !== ""}>
				<SizeFold skus={skus} draft={draft} plan={plan} onChange={change} />
			</Fold>
			<Fold
				nth={3}
				title={words.manifest}
				summary={!isJudged ? "" : broken === 0 ? words.valid : `${broken} ${broken === 1 ? "problem" : "problems"}`}
				isDone={isJudged && broken === 0}
			>
				<ManifestFold draft={draft} diagnosis={diagnosis} allowedRegistries={policy.allowedRegistries} sample={sample} onChange={change} />
			</Fold>
			<Fold nth={4} title={text.review.title} summary="" isDone={plan !== null && draft.name !== "" && draft.sku !== ""}>
				<ReviewFold
					draft={draft}
					request={request}
					policy={policy}
					isBusy={provision.isPending || provision.isSuccess}
					onSubmit={() => request && provision.mutate({ ...request, idempotencyKey })}
				/>
				{problem && !isNameTaken && <ProblemPanel title={text.review.problem} problem={problem} className="mt-4" />}
				{isNameTaken && (
					<p role="alert" className="mt-3 text-bad">
						{problem.message} {text.review.another}
					</p>
				)}
			</Fold>
		</div>
	);
}
