"use client";
import type { InstanceView, LeaseState } from "@berth/core";
import { isClosing } from "@berth/core";
import { useFlash } from "@/data/use-flash.ts";
import { shortImage } from "@/format/lease.ts";
import { type MarkShape, markOfInstance } from "@/format/mark.ts";
import { instanceTableText as text } from "@/text/lease-summary.ts";
import { Age } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const healthShape: Record<InstanceView["health"], MarkShape> = { none: "pending", starting: "work", healthy: "ok", unhealthy: "warn" };

export function InstanceTable({ instances, state }: { readonly instances: readonly InstanceView[]; readonly state: LeaseState }) {
	const newest = Math.max(...instances.map(({ generation }) => generation));
	// While others are to take its place, an old one was stopped for them.
	const wasStopped = ({ generation }: InstanceView) =>
		state === "stopped" || state === "stopping" || ((state === "updating" || state === "restarting") && generation < newest);
	return (
		<Panel title={text.instances} flush>
			{instances.length === 0 ? (
				<p className="px-4 py-6 text-center text-ink-faint">{isClosing(state) ? text.allInstancesAreRemoved : text.noInstanceWasMadeYet}</p>
			) : (
				<Table label={text.instances}>
					<thead>
						<tr>
							<Th>{text.instance}</Th>
							<Th>{text.state}</Th>
							<Th>{text.health}</Th>
							<Th>{text.image}</Th>
							<Th className="text-right">{text.exitCode}</Th>
							<Th className="text-right">{text.generation}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{instances.map((instance) => (
							<InstanceRow
								key={`${instance.service}-${instance.index}-${instance.generation}`}
								instance={instance}
								wasStopped={wasStopped(instance)}
							/>
						))}
					</tbody>
				</Table>
			)}
		</Panel>
	);
}

interface InstanceRowProps {
	readonly instance: InstanceView;
	/** It ended because it was asked to, whatever its exit code says. */
	readonly wasStopped: boolean;
}

function InstanceRow({ instance, wasStopped }: InstanceRowProps) {
	const { service, index, state, health, exitCode, image, startedAt, generation } = instance;
	const flash = useFlash(`${state} ${health} ${exitCode}`);
	return (
		<tr ref={flash} data-instance={`${service}-${index}`}>
			<Td className="font-medium whitespace-nowrap">
				{service}
				<span className="text-ink-faint">-{index}</span>
			</Td>
			<Td>
				<StateMark mark={wasStopped && state === "exited" ? { shape: "rest", word: "stopped" } : markOfInstance(instance)}>
					{state === "running" && startedAt !== null && <Age since={startedAt} />}
				</StateMark>
			</Td>
			<Td className="whitespace-nowrap">
				{health === "none" ? (
					<span className="text-ink-faint">{text.noCheck}</span>
				) : (
					<StateMark mark={{ shape: healthShape[health], word: health }} />
				)}
			</Td>
			<Td className="max-w-56 truncate font-mono text-12 text-ink-soft" title={image}>
				{shortImage(image)}
			</Td>
			<Td className="text-right">{exitCode ?? <span className="text-ink-faint">–</span>}</Td>
			<Td className="text-right text-ink-soft">{generation}</Td>
		</tr>
	);
}
