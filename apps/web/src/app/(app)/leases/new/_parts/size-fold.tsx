"use client";
import { useOffers } from "@/data/use-offers.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { inputClass } from "@/ui/field.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { Draft, PlannedService, ServiceSize, Sku } from "./draft.ts";
import { SizeCard } from "./size-card.tsx";

const text = newLeaseText.size;

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
	const offers = useOffers();
	if (skus.length === 0) return <p className="text-warn">{text.nothing}</p>;
	const change = (service: string, changed: Partial<ServiceSize>) =>
		onChange({ sizes: { ...draft.sizes, [service]: { ...draft.sizes[service], ...changed } } });
	return (
		<>
			<fieldset className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2">
				<legend className="sr-only">{text.size}</legend>
				{skus.map((sku) => (
					<SizeCard
						key={sku.name}
						sku={sku}
						offer={offers.data?.find(({ name }) => name === sku.name)}
						group="sku"
						isChosen={draft.sku === sku.name}
						onChoose={() => onChange({ sku: sku.name })}
					/>
				))}
			</fieldset>
			{plan && (
				<div className="mt-4 rounded-control border">
					<Table label={text.services}>
						<thead>
							<tr>
								<Th>{text.service}</Th>
								<Th>{text.size}</Th>
								<Th>{text.instances}</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{plan.map(({ service, sku, quantity }) => (
								<tr key={service}>
									<Td className="font-medium">{service}</Td>
									<Td>
										<select
											aria-label={text.sizeOf(service)}
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
											aria-label={text.instancesOf(service)}
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
