"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/data/trpc.ts";
import { useSkus } from "@/data/use-skus.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { useSampleImage } from "@/manifest/use-sample-image.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { Link } from "@/ui/link.tsx";

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
				Your first lease, in three steps
			</h2>
			<p className="mt-1 max-w-2xl text-ink-soft">
				A lease is a container, or a stack of them, that runs here for you. It gets an address and live logs, and stays until you close it.
			</p>
			<form onSubmit={submit} className="mt-5 grid gap-x-6 gap-y-5 lg:grid-cols-[1fr_2fr_auto]">
				<div>
					<Step nth={1} title="Pick a size" />
					<SelectField label="Size" quietLabel value={sku} onChange={({ target }) => setSku(target.value)}>
						{skus.data?.map(({ name, cpuMillis, memoryBytes }) => (
							<option key={name} value={name}>
								{name}: {formatCpu(cpuMillis)}, {formatBytes(memoryBytes)}
							</option>
						)) ?? <option>Loading…</option>}
					</SelectField>
				</div>
				<div>
					<Step nth={2} title="Name an image" />
					<TextField
						label="Image"
						quietLabel
						mono
						required
						spellCheck={false}
						placeholder={sample ?? "registry/name:tag"}
						value={image}
						onChange={({ target }) => setImage(target.value)}
						{...(policy.data ? { hint: `Allowed registries: ${policy.data.allowedRegistries.join(", ") || "none"}` } : {})}
					/>
				</div>
				<div>
					<Step nth={3} title="Look it over" />
					<Button type="submit" look="primary">
						Continue
					</Button>
				</div>
			</form>
			{sample !== null && (
				<p className="mt-5 flex flex-wrap items-center gap-x-3 gap-y-2 border-t pt-4 text-ink-soft">
					Or begin with one that is filled in:
					<Link href="/leases/new?sample=container" className={buttonClass("plain", true)}>
						A single container
					</Link>
					<Link href="/leases/new?sample=stack" className={buttonClass("plain", true)}>
						A stack of two services
					</Link>
				</p>
			)}
		</section>
	);
}

const Step = ({ nth, title }: { readonly nth: number; readonly title: string }) => (
	<h3 className="mb-2 flex items-center gap-2 font-medium">
		<span aria-hidden="true" className="grid size-5 place-items-center rounded-full bg-accent-soft text-12 text-accent tabular-nums">
			{nth}
		</span>
		<span className="sr-only">Step {nth}: </span>
		{title}
	</h3>
);
