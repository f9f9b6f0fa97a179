"use client";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { ChoiceCard } from "@/leases/choice-card.tsx";
import { inputClass } from "@/ui/field.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { Draft, PlannedService, ServiceSize, Sku } from "./draft.ts";

interface SizeFoldProps {
	readonly skus: readonly Sku[];
	readonly draft: Draft;
	/** Null while the manifest cannot be read. */
	readonly plan: readonly PlannedService[] | null;
	readonly onChange: (changed: Partial<Draft>) => void;
}

const QUANTITY_MAX = 32;

/** A card for each size; and, for each service, how many and whether it differs from the rest. */
export function SizeFold({ skus, draft, plan, onChange }: SizeFoldProps) {
	if (skus.length === 0) return <p className="text-warn">No size is offered here. An admin has to add one first.</p>;
	const change = (service: string, changed: Partial<ServiceSize>) =>
		onChange({ sizes: { ...draft.sizes, [service]: { ...draft.sizes[service], ...changed } } });
	return (
		<>
			<fieldset className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2">
				<legend className="sr-only">Size</legend>
				{skus.map(({ name, cpuMillis, memoryBytes, diskBytes, pidsMax }) => (
					<ChoiceCard key={name} name="sku" value={name} isChosen={draft.sku === name} onChoose={() => onChange({ sku: name })}>
						<span className="font-medium">{name}</span>
						<span className="text-16 font-medium tabular-nums">{formatCpu(cpuMillis)}</span>
						<span className="text-12 text-ink-soft tabular-nums">
							{formatBytes(memoryBytes)} memory, {formatBytes(diskBytes)} disk
						</span>
						<span className="text-12 text-ink-faint tabular-nums">{pidsMax} processes</span>
					</ChoiceCard>
				))}
			</fieldset>
			{plan && (
				<div className="mt-4 rounded-control border">
					<Table label="Size of each service">
						<thead>
							<tr>
								<Th>Service</Th>
								<Th>Size</Th>
								<Th>Instances</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{plan.map(({ service, sku, quantity }) => (
								<tr key={service}>
									<Td className="font-medium">{service}</Td>
									<Td>
										<select
											aria-label={`Size of ${service}`}
											className={`${inputClass(false, true)} max-w-40`}
											value={sku}
											onChange={({ target }) => change(service, { sku: target.value })}
										>
											{skus.map(({ name }) => (
												<option key={name}>{name}</option>
											))}
										</select>
									</Td>
									<Td>
										<input
											type="number"
											aria-label={`Instances of ${service}`}
											className={`${inputClass(false, true)} max-w-20`}
											min={1}
											max={QUANTITY_MAX}
											value={quantity}
											onChange={({ target }) =>
												change(service, { quantity: Math.min(QUANTITY_MAX, Math.max(1, target.valueAsNumber || 1)) })
											}
										/>
									</Td>
								</tr>
							))}
						</tbody>
					</Table>
				</div>
			)}
		</>
	);
}
