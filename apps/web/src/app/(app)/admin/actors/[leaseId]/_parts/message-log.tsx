"use client";
import type { ActorDetail } from "@berth/core";
import { formatTimeOfDay, formatTook } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Empty } from "@/ui/empty.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const text = actorText.one;
const spanMs = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/** The messages it handled, the newest first: how long each waited, how long it took, and how that ended. */
export function MessageLog({ handled }: Pick<ActorDetail, "handled">) {
	return (
		<Panel title={text.log} {...(handled && handled.length > 0 ? { aside: text.logNote(handled.length) } : {})} flush>
			{handled === null || handled.length === 0 ? (
				<Empty title={handled === null ? text.logUnknown : text.logNone}>{handled === null && <p>{text.logUnknownHint}</p>}</Empty>
			) : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and those without a pointer must be able to
				<section aria-label={text.log} className="max-h-112 overflow-y-auto" tabIndex={0}>
					<Table label={text.log} plain>
						<thead>
							<tr>
								<Th>{text.logColumns.message}</Th>
								<Th>{text.logColumns.enqueued}</Th>
								<Th className="text-right">{text.logColumns.waited}</Th>
								<Th className="text-right">{text.logColumns.took}</Th>
								<Th>{text.logColumns.outcome}</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{handled.map(({ message, enqueuedAt, startedAt, endedAt, outcome }) => (
								<tr key={`${message} ${enqueuedAt} ${endedAt}`}>
									<Td className="font-mono text-12">{message}</Td>
									<Td className="whitespace-nowrap">
										{formatTimeOfDay(enqueuedAt)} <Moment at={enqueuedAt} className="text-ink-faint" />
									</Td>
									<Td className="text-right whitespace-nowrap">{formatTook(spanMs(enqueuedAt, startedAt))}</Td>
									<Td className="text-right whitespace-nowrap">{formatTook(spanMs(startedAt, endedAt))}</Td>
									<Td>
										<StateMark mark={{ shape: outcome === "ok" ? "ok" : "bad", word: outcome }} />
									</Td>
								</tr>
							))}
						</tbody>
					</Table>
				</section>
			)}
		</Panel>
	);
}
