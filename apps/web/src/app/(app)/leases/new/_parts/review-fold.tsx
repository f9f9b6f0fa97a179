"use client";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { Button } from "@/ui/button.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { type Draft, nameProblem, type PlannedService, type Policy, type Sku, totalsOf } from "./draft.ts";

interface ReviewFoldProps {
	readonly draft: Draft;
	readonly plan: readonly PlannedService[] | null;
	readonly skus: readonly Sku[];
	readonly policy: Policy;
	readonly isBusy: boolean;
	readonly onSubmit: () => void;
}

/** What will be made, in numbers, and the button that makes it. */
export function ReviewFold({ draft, plan, skus, policy, isBusy, onSubmit }: ReviewFoldProps) {
	const refusal =
		nameProblem(draft.name) === null
			? draft.sku === ""
				? "Pick a size first"
				: plan === null
					? "Mend the manifest first"
					: null
			: "Give the lease a name first";
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			{plan && <Plan plan={plan} skus={skus} policy={policy} />}
			<div className="flex flex-wrap items-center gap-3">
				<Button look="primary" refusal={refusal} busy={isBusy} onClick={onSubmit}>
					{isBusy ? "Creating…" : "Create lease"}
				</Button>
				<span className="text-ink-faint">{refusal ?? "It is accepted at once; you watch it come up on its page."}</span>
			</div>
		</div>
	);
}

function Plan({ plan, skus, policy }: Pick<ReviewFoldProps, "skus" | "policy"> & { readonly plan: readonly PlannedService[] }) {
	const totals = totalsOf(plan, skus);
	const { cpuMillisMax, memoryBytesMax, diskBytesMax } = policy.tenant;
	const figures = [
		["Instances", String(totals.instances), null],
		["CPU", formatCpu(totals.cpuMillis), cpuMillisMax === null ? null : formatCpu(cpuMillisMax)],
		["Memory", formatBytes(totals.memoryBytes), memoryBytesMax === null ? null : formatBytes(memoryBytesMax)],
		["Disk", formatBytes(totals.diskBytes), diskBytesMax === null ? null : formatBytes(diskBytesMax)],
	] as const;
	return (
		<>
			<div className="rounded-control border">
				<Table label="What will be made">
					<thead>
						<tr>
							<Th>Service</Th>
							<Th>Image</Th>
							<Th>Size</Th>
							<Th className="text-right">Instances</Th>
							<Th>Ports</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{plan.map(({ service, image, sku, quantity, ports }) => (
							<tr key={service}>
								<Td className="font-medium">{service}</Td>
								<Td className="max-w-72 truncate font-mono text-12">{image}</Td>
								<Td>{sku}</Td>
								<Td className="text-right">{quantity}</Td>
								<Td className="font-mono text-12">{ports.join(" ") || "–"}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			</div>
			<dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
				{figures.map(([label, value, max]) => (
					<div key={label}>
						<dt className="text-12 text-ink-faint">{label}</dt>
						<dd className="text-16 font-medium tabular-nums">
							{value}
							{max !== null && <span className="block text-12 font-normal text-ink-faint">of the tenant's {max}</span>}
						</dd>
					</div>
				))}
			</dl>
		</>
	);
}
