"use client";
import type { LeaseDetail, LeaseItemView } from "@berth/core";
import { useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { useSkus } from "@/data/use-skus.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { scalePanelText as text } from "@/text/lease-settings.ts";
import { Button } from "@/ui/button.tsx";
import { inputClass } from "@/ui/field.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { useCommand } from "./use-command.tsx";

const QUANTITY_MAX = 32;

interface Size {
	readonly sku: string;
	readonly quantity: number;
}

/** How many instances of which size each service has, to be changed together. */
export function ScalePanel({ lease }: { readonly lease: LeaseDetail }) {
	const skus = useSkus();
	const [changed, setChanged] = useState<Readonly<Record<string, Size>>>({});
	const { send, isPending, problem } = useCommand<{ items: (Size & { service: string })[] }>({
		leaseId: lease.id,
		said: "Scale accepted",
		call: (client, input) => client.lease.scale.mutate(input),
		onAccepted: () => setChanged({}),
	});
	const items = lease.items.flatMap(({ service, sku, quantity }) => {
		const size = changed[service];
		return size && (size.sku !== sku || size.quantity !== quantity) ? [{ service, ...size }] : [];
	});
	const change = (service: string, size: Size) => setChanged((known) => ({ ...known, [service]: size }));
	const refusal = refuses("change", lease) ?? (items.length === 0 ? "Change a size or a number first" : null);
	return (
		<Panel title={text.sizesAndInstances} flush>
			<Table label={text.sizesAndInstances}>
				<thead>
					<tr>
						<Th>{text.service}</Th>
						<Th>{text.size}</Th>
						<Th>{text.instances}</Th>
					</tr>
				</thead>
				<tbody>
					{lease.items.map(({ service, sku, quantity }) => {
						const size = changed[service] ?? { sku, quantity };
						// A size that is not offered any more is still what the service has.
						const names = [...new Set([sku, ...(skus.data ?? []).map(({ name }) => name)])];
						return (
							<tr key={service}>
								<Td className="font-medium">{service}</Td>
								<Td>
									<select
										aria-label={text.sizeOf(service)}
										className={`${inputClass(false, true)} max-w-72`}
										value={size.sku}
										onChange={({ target }) => change(service, { ...size, sku: target.value })}
									>
										{names.map((name) => (
											<option key={name} value={name}>
												{labelOf(
													skus.data?.find((one) => one.name === name),
													name,
												)}
											</option>
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
										value={size.quantity}
										onChange={({ target }) =>
											change(service, { ...size, quantity: Math.min(QUANTITY_MAX, Math.max(1, Math.trunc(target.valueAsNumber) || 1)) })
										}
									/>
								</Td>
							</tr>
						);
					})}
				</tbody>
			</Table>
			<div className="grid gap-3 p-3">
				{problem && <ProblemPanel title={text.theChangeWasRefused} problem={problem} />}
				<div className="flex flex-wrap items-center justify-between gap-3">
					<p className="text-12 text-ink-faint">{text.moreInstancesAloneLeaveThose}</p>
					<Button refusal={refusal} busy={isPending} onClick={() => send({ items })}>
						{text.scale}
					</Button>
				</div>
			</div>
		</Panel>
	);
}

type Sku = Pick<LeaseItemView, "cpuMillis" | "memoryBytes" | "diskBytes">;

function labelOf(sku: Sku | undefined, name: string): string {
	if (sku === undefined) return name;
	const { cpuMillis, memoryBytes, diskBytes } = sku;
	return `${name} · ${formatCpu(cpuMillis)}, ${formatBytes(memoryBytes)}${diskBytes === 0 ? "" : `, ${formatBytes(diskBytes)} disk`}`;
}
