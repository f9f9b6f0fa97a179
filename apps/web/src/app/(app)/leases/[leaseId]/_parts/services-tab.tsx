"use client";
import { type InstanceView, isClosing } from "@berth/core";
import { useMemo, useState } from "react";
import { refusesRestartOf } from "@/data/lease-actions.ts";
import { useLeaseStats } from "@/data/use-lease-stats.ts";
import { servicesText } from "@/text/lease-services.ts";
import { Empty } from "@/ui/empty.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { useLate } from "@/ui/use-late.ts";
import { countStarts } from "./count-starts.ts";
import { useLeaseFeed } from "./lease-context.ts";
import { ServiceRow } from "./service-row.tsx";

const text = servicesText;
const loadRestart = () => import("./restart-instance-dialog.tsx");

/** Every instance of every service: how it is, what it uses, where it answers, and the way to its log. */
export function LeaseServicesTab() {
	const { lease, events } = useLeaseFeed();
	const { messages, problem } = useLeaseStats(lease.id);
	const starts = useMemo(() => countStarts(events), [events]);
	const [asked, setAsked] = useState<InstanceView | null>(null);
	const restart = useLate(asked !== null, loadRestart);
	const newest = messages.at(-1);
	const isGone = isClosing(lease.state);
	const used = (service: string, index: number, generation: number) =>
		newest?.instances.find((one) => one.service === service && one.index === index && one.generation === generation)?.sample ?? null;
	return (
		<div className={lease.unknownSince === null ? "grid gap-4" : "grid gap-4 opacity-65"}>
			{problem && !isGone && <ProblemPanel title={text.statsFailed} problem={problem} />}
			<Panel title={text.title} flush>
				{lease.instances.length === 0 ? (
					<Empty title={isGone ? text.gone : text.none}>
						<p>{isGone ? text.goneHint : text.noneHint}</p>
					</Empty>
				) : (
					<Table label={text.title}>
						<thead>
							<tr>
								<Th>{text.columns.instance}</Th>
								<Th>{text.columns.state}</Th>
								<Th>{text.columns.health}</Th>
								<Th className="text-right" title={text.startsHint}>
									{text.columns.restarts}
								</Th>
								<Th className="text-right">{text.columns.exit}</Th>
								<Th>{text.columns.image}</Th>
								<Th className="text-right">{text.columns.cpu}</Th>
								<Th>{text.columns.memory}</Th>
								<Th>{text.columns.ports}</Th>
								<Th>
									<span className="sr-only">{text.columns.actions}</span>
								</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{lease.instances.map((instance) => (
								<ServiceRow
									key={`${instance.service}-${instance.index}-${instance.generation}`}
									leaseId={lease.id}
									instance={instance}
									starts={starts.get(`${instance.service}-${instance.index}`) ?? null}
									sample={used(instance.service, instance.index, instance.generation)}
									refusal={refusesRestartOf(instance, lease)}
									onRestart={() => setAsked(instance)}
									healthOutput={
										lease.diagnostics.findLast(({ service, index }) => service === instance.service && index === instance.index)
											?.healthOutput ?? null
									}
								/>
							))}
						</tbody>
					</Table>
				)}
			</Panel>
			{asked && restart && (
				<restart.RestartInstanceDialog lease={lease} instance={asked} onOpenChange={(open) => !open && setAsked(null)} />
			)}
		</div>
	);
}
