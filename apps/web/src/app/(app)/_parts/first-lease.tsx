"use client";
import { newId } from "@berth/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useSkus } from "@/data/use-skus.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { sampleContainer } from "@/manifest/samples.ts";
import { useSampleImage } from "@/manifest/use-sample-image.ts";
import { firstLeaseText as words } from "@/text/app.ts";
import { overviewText } from "@/text/overview.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { Link } from "@/ui/link.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

const text = overviewText.first;

/** What stands where leases would: the three things a lease is made of, each a control that works. */
export function FirstLease() {
	const trpc = useTRPC();
	const router = useRouter();
	const skus = useSkus();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const [sku, setSku] = useState("");
	const [image, setImage] = useState("");
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const params = new URLSearchParams({ image, ...(sku === "" ? {} : { sku }) });
		router.push(`/leases/new?${params}`);
	};
	const sample = useSampleImage();
	return (
		<section aria-labelledby="first-lease" className="rounded-card border bg-panel p-6">
			<h2 id="first-lease" className="text-16 font-semibold">
				{text.title}
			</h2>
			<p className="mt-1 max-w-2xl text-ink-soft">{text.hint}</p>
			<form onSubmit={submit} className="mt-5 grid gap-x-6 gap-y-5 lg:grid-cols-[1fr_2fr_auto]">
				<div>
					<Step nth={1} title={text.size} />
					<SelectField label={text.sizeLabel} quietLabel value={sku} onChange={({ target }) => setSku(target.value)}>
						{skus.data?.map(({ name, cpuMillis, memoryBytes }) => (
							<option key={name} value={name}>
								{name}: {formatCpu(cpuMillis)}, {formatBytes(memoryBytes)}
							</option>
						)) ?? <option>{text.loading}</option>}
					</SelectField>
				</div>
				<div>
					<Step nth={2} title={text.image} />
					<TextField
						label={text.imageLabel}
						quietLabel
						mono
						required
						spellCheck={false}
						placeholder={sample ?? words.registryNameTag}
						value={image}
						onChange={({ target }) => setImage(target.value)}
						{...(policy.data ? { hint: text.allowed(policy.data.allowedRegistries.join(", ") || "none") } : {})}
					/>
					<Link href="/leases/new?shape=compose" className="mt-1 inline-block rounded text-12 text-accent hover:underline">
						{text.compose}
					</Link>
				</div>
				<div>
					<Step nth={3} title={text.look} />
					<Button type="submit" look="primary">
						{text.go}
					</Button>
				</div>
			</form>
			{typeof sample === "string" && <Sample image={sample} sku={sku === "" ? skus.data?.[0]?.name : sku} />}
		</section>
	);
}

/** One that works on this very host, with a single press. */
function Sample({ image, sku }: { readonly image: string; readonly sku: string | undefined }) {
	const trpc = useTRPC();
	const router = useRouter();
	const [idempotencyKey] = useState<string>(() => newId());
	const deploy = useMutation(trpc.lease.provision.mutationOptions({ onSuccess: ({ leaseId }) => router.push(`/leases/${leaseId}`) }));
	const isBusy = deploy.isPending || deploy.isSuccess;
	return (
		<div className="mt-5 grid gap-3 border-t pt-4">
			<p className="flex flex-wrap items-center gap-x-3 gap-y-2 text-ink-soft">
				{text.sample}
				{sku !== undefined && (
					<Button
						look="primary"
						small
						busy={isBusy}
						onClick={() =>
							deploy.mutate({ name: "hello", items: [{ sku, quantity: 1 }], manifest: sampleContainer(image), idempotencyKey })
						}
					>
						{isBusy ? text.deploying : text.deploy}
					</Button>
				)}
				<Link href="/leases/new?sample=container" className={buttonClass("plain", true)}>
					{text.container}
				</Link>
				<Link href="/leases/new?sample=stack" className={buttonClass("plain", true)}>
					{text.stack}
				</Link>
			</p>
			{deploy.error && <ProblemPanel title={text.refused} problem={toProblem(deploy.error)} />}
		</div>
	);
}

const Step = ({ nth, title }: { readonly nth: number; readonly title: string }) => (
	<h3 className="mb-2 flex items-center gap-2 font-medium">
		<span aria-hidden="true" className="grid size-5 place-items-center rounded-full bg-accent-soft text-12 text-accent tabular-nums">
			{nth}
		</span>
		<span className="sr-only">{text.step(nth)}</span>
		{title}
	</h3>
);
