"use client";
import { type Manifest, newId, type RetentionView } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useOffers } from "@/data/use-offers.ts";
import { formatBytes } from "@/format/bytes.ts";
import { shapeOf } from "@/format/lease.ts";
import { toText } from "@/manifest/container-form.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { nameProblem, type Sku } from "./draft.ts";
import { fitOf } from "./fit-of.ts";
import { Fold } from "./fold.tsx";
import { SizeCard } from "./size-card.tsx";

const text = newLeaseText.restore;

interface RestoreFormProps {
	readonly retention: RetentionView;
	readonly skus: readonly Sku[];
	/** Null where it is not known here; the server knows it. */
	readonly manifest: Manifest | null;
}

/** A lease of retained data: its name, its sizes with whether the data fits them, and the manifest that is kept. */
export function RestoreForm({ retention, skus, manifest }: RestoreFormProps) {
	const trpc = useTRPC();
	const router = useRouter();
	const offers = useOffers();
	const [name, setName] = useState(retention.leaseName);
	const [sizes, setSizes] = useState<Readonly<Record<string, string>>>({});
	const [idempotencyKey, setKey] = useState<string>(() => newId());
	const restore = useMutation(trpc.retention.restore.mutationOptions({ onSuccess: ({ leaseId }) => router.push(`/leases/${leaseId}`) }));
	const problem = restore.error ? toProblem(restore.error) : null;
	const changed = () => {
		setKey(newId());
		restore.reset();
	};
	const wrong = nameProblem(name);
	const items = retention.items.map(({ service, sku, quantity }) => ({ service, quantity, sku: sizes[service] ?? sku }));
	const isAsBefore = retention.items.every(({ service, sku }) => (sizes[service] ?? sku) === sku);
	return (
		<div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] gap-4">
			<div className="-mb-4">
				<PageHead title={newLeaseText.title} note={text.from(retention.leaseName)} />
			</div>
			<Fold nth={1} title={newLeaseText.shape.title} summary={shapeOf(retention.items)} isDone={wrong === null}>
				<p className="mb-3 text-ink-soft">{text.kept}</p>
				<div className="max-w-md">
					<TextField
						label={newLeaseText.shape.name}
						value={name}
						onChange={({ target }) => {
							setName(target.value);
							changed();
						}}
						error={problem?.code === "NAME_TAKEN" ? problem.message : wrong}
						hint={newLeaseText.shape.nameHint}
						autoComplete="off"
						spellCheck={false}
						maxLength={63}
					/>
				</div>
			</Fold>
			<Fold nth={2} title={newLeaseText.size.title} summary={[...new Set(items.map(({ sku }) => sku))].join(", ")} isDone>
				{retention.items.map((item) => (
					<fieldset key={item.service} className="mb-4 grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2 last:mb-0">
						<legend className="mb-1 text-12 font-medium text-ink-soft">
							{item.service} ×{item.quantity}
						</legend>
						{skus.map((sku) => {
							const fit = fitOf(sku, item);
							return (
								<SizeCard
									key={sku.name}
									sku={sku}
									offer={offers.data?.find((offer) => offer.name === sku.name)}
									group={`sku-${item.service}`}
									isChosen={(sizes[item.service] ?? item.sku) === sku.name}
									onChoose={() => {
										setSizes({ ...sizes, [item.service]: sku.name });
										changed();
									}}
									isRefused={fit.kind === "none"}
								>
									<span className={fit.kind === "fits" ? "text-12 text-ok" : "text-12 text-warn"}>{fit.text}</span>
								</SizeCard>
							);
						})}
					</fieldset>
				))}
			</Fold>
			<Fold nth={3} title={text.manifest} summary="" isDone>
				{manifest === null ? (
					<p className="text-ink-soft">{text.noManifest}</p>
				) : (
					<pre className="rounded-control border bg-sunken p-3 font-mono text-12 break-words whitespace-pre-wrap">{toText(manifest)}</pre>
				)}
			</Fold>
			<Fold nth={4} title={newLeaseText.review.title} summary={formatBytes(retention.bytes)} isDone={wrong === null}>
				{problem && problem.code !== "NAME_TAKEN" && (
					<ProblemPanel title={newLeaseText.review.problem} problem={problem} className="mb-4" />
				)}
				<div className="flex flex-wrap items-center gap-3">
					<Button
						look="primary"
						refusal={wrong === null ? null : newLeaseText.review.needsName}
						busy={restore.isPending || restore.isSuccess}
						onClick={() => restore.mutate({ retentionId: retention.id, name, idempotencyKey, ...(isAsBefore ? {} : { items }) })}
					>
						{text.create}
					</Button>
					<span className="text-ink-faint">{newLeaseText.review.promise}</span>
				</div>
			</Fold>
		</div>
	);
}
