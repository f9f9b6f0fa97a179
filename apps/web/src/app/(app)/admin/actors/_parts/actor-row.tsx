"use client";
import type { ActorView } from "@berth/core";
import { clsx } from "clsx";
import { shareOfTime } from "@/data/actors.ts";
import { useFlash } from "@/data/use-flash.ts";
import { useNow } from "@/data/use-now.ts";
import { markOfState } from "@/format/mark.ts";
import { formatAge, formatClock, formatRelative } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import { Dash } from "../../_parts/dash.tsx";
import { RunMark } from "./run-mark.tsx";

/** Half of its time is used. */
const LATE_PERCENT = 50;
const FULL_INBOX = 5;

export function ActorRow({ actor }: { readonly actor: ActorView }) {
	const now = useNow();
	const flash = useFlash(`${actor.state} ${actor.run} ${actor.step}`);
	const { lastTransition, nextTimerAt, oldestAt } = actor;
	return (
		<tr ref={flash} data-lease={actor.leaseName} className="hover:bg-hover">
			<Td className="max-w-52 font-medium">
				<Link href={`/admin/actors/${actor.leaseId}`} data-row-link className="block truncate rounded hover:underline">
					{actor.leaseName}
				</Link>
			</Td>
			<Td className="max-w-32 truncate text-ink-soft">{actor.tenantName}</Td>
			<Td>
				<StateMark mark={markOfState(actor.state)} />
			</Td>
			<Td>
				<RunMark run={actor.run} />
			</Td>
			<Td className="whitespace-nowrap">
				<span className={clsx(actor.inbox > FULL_INBOX && "font-medium text-warn")}>
					{actor.inbox}/{actor.inboxMax}
				</span>
				<span className="text-ink-faint"> {actorText.high(actor.inboxHigh)}</span>
				{oldestAt !== null && <span className="text-ink-faint"> {actorText.oldest(formatAge(now - Date.parse(oldestAt)))}</span>}
				{actor.refused > 0 && <span className="text-bad"> {actorText.refused(actor.refused)}</span>}
			</Td>
			<Td className="max-w-56 truncate font-mono text-12" title={actor.current ?? ""}>
				{actor.current ?? <Dash />}
			</Td>
			<Td>{actor.step ?? <Dash />}</Td>
			<Td className="text-right">{actor.run === "busy" ? actor.attempt + 1 : <Dash />}</Td>
			<Td className="text-right whitespace-nowrap">{actor.startedAt === null ? <Dash /> : <Elapsed actor={actor} now={now} />}</Td>
			<Td className="text-right whitespace-nowrap">
				<Stuck actor={actor} now={now} />
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				{lastTransition ? (
					<>
						← {lastTransition.from ?? actorText.born} <Moment at={lastTransition.at} className="text-ink-faint" />
					</>
				) : (
					<Dash />
				)}
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">{nextTimerAt === null ? <Dash /> : formatRelative(nextTimerAt, now)}</Td>
			<Td className={clsx("text-right", actor.panics > 0 ? "font-medium text-bad" : "text-ink-faint")}>{actor.panics}</Td>
		</tr>
	);
}

interface TimedProps {
	readonly actor: ActorView;
	readonly now: number;
}

/** How long it is past its deadline; before that, from half of its time on, how much of it is used. */
function Stuck({ actor, now }: TimedProps) {
	if (actor.stuckMs > 0)
		return <StateMark mark={{ shape: "bad", word: formatClock(now - Date.parse(actor.deadlineAt ?? new Date(now).toISOString())) }} />;
	const share = shareOfTime(actor, now);
	return share !== null && share >= LATE_PERCENT ? <StateMark mark={{ shape: "warn", word: actorText.share(share) }} /> : null;
}

function Elapsed({ actor, now }: TimedProps) {
	const started = Date.parse(actor.startedAt ?? "");
	return (
		<>
			{formatClock(now - started)}
			{actor.deadlineAt !== null && <span className="text-ink-faint"> / {formatClock(Date.parse(actor.deadlineAt) - started)}</span>}
		</>
	);
}
