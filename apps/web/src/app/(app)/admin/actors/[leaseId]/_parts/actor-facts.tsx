"use client";
import type { ActorDetail } from "@berth/core";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useNow } from "@/data/use-now.ts";
import { formatRelative } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Panel } from "@/ui/panel.tsx";
import { useNodes } from "../../../_parts/use-nodes.ts";

const text = actorText.one;

/** The actor in figures. */
export function ActorFacts({ detail: { actor } }: { readonly detail: ActorDetail }) {
	const now = useNow();
	const node = useNodes().data?.find(({ id }) => id === actor.nodeId)?.name ?? actor.nodeId;
	const when = (at: string | null) => (at === null ? text.nothing : formatRelative(at, now));
	return (
		<Panel title={text.facts}>
			<dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
				<Fact name={actorText.columns.inbox}>{text.inbox(actor.inbox, actor.inboxMax, actor.inboxHigh)}</Fact>
				<Fact name={text.oldest}>{when(actor.oldestAt)}</Fact>
				<Fact name={text.current}>{actor.current === null ? text.nothing : <code className="text-12">{actor.current}</code>}</Fact>
				<Fact name={text.attempt}>{actor.attempt + 1}</Fact>
				<Fact name={text.deadline} isBad={actor.stuckMs > 0}>
					{when(actor.deadlineAt)}
				</Fact>
				<Fact name={text.timer}>{when(actor.nextTimerAt)}</Fact>
				<Fact name={text.refused} isBad={actor.refused > 0}>
					{actor.refused}
				</Fact>
				<Fact name={text.panics} isBad={actor.panics > 0}>
					{actor.panics}
				</Fact>
				<Fact name={text.restarts}>{actor.restarts}</Fact>
				<Fact name={text.node}>{node}</Fact>
			</dl>
		</Panel>
	);
}

const Fact = ({ name, isBad = false, children }: { readonly name: string; readonly isBad?: boolean; readonly children: ReactNode }) => (
	<>
		<dt className="text-ink-faint">{name}</dt>
		<dd className={clsx("min-w-0 break-words tabular-nums", isBad && "font-medium text-bad")}>{children}</dd>
	</>
);
