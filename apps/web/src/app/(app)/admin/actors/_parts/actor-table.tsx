"use client";
import type { ActorView } from "@berth/core";
import { clsx } from "clsx";
import { useFlash } from "@/data/use-flash.ts";
import { useNow } from "@/data/use-now.ts";
import { type MarkShape, markOfState } from "@/format/mark.ts";
import { formatClock, formatRelative } from "@/format/time.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { MarkShapeIcon, StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const runShape: Record<ActorView["run"], MarkShape> = { idle: "pending", busy: "work", passive: "gone", quarantined: "warn" };

interface ActorTableProps {
	readonly rows: readonly ActorView[] | undefined;
	readonly onHold: (isHeld: boolean) => void;
}

export function ActorTable({ rows, onHold }: ActorTableProps) {
	return (
		<Table
			label="Actors"
			onPointerEnter={() => onHold(true)}
			onPointerLeave={() => onHold(false)}
			aria-busy={rows === undefined || undefined}
		>
			<thead>
				<tr>
					<Th>Lease</Th>
					<Th>Tenant</Th>
					<Th>State</Th>
					<Th>Run</Th>
					<Th>Inbox</Th>
					<Th>Now</Th>
					<Th>Step</Th>
					<Th className="text-right">Elapsed / deadline</Th>
					<Th className="text-right">Stuck</Th>
					<Th>Last transition</Th>
					<Th>Next timer</Th>
					<Th className="text-right">Panics</Th>
				</tr>
			</thead>
			<tbody className="[&_tr:last-child_td]:border-b-0">
				{rows === undefined ? <SkeletonRows rows={5} columns={12} /> : rows.map((actor) => <ActorRow key={actor.leaseId} actor={actor} />)}
			</tbody>
		</Table>
	);
}

function ActorRow({ actor }: { readonly actor: ActorView }) {
	const now = useNow();
	const flash = useFlash(`${actor.state} ${actor.run} ${actor.step}`);
	const isStuck = actor.stuckMs > 0;
	return (
		<tr ref={flash} data-lease={actor.leaseName} className="hover:bg-hover">
			<Td className="max-w-52 font-medium">
				<Link href={`/leases/${actor.leaseId}`} data-row-link className="block truncate rounded hover:underline">
					{actor.leaseName}
				</Link>
			</Td>
			<Td className="max-w-32 truncate text-ink-soft">{actor.tenantName}</Td>
			<Td>
				<StateMark mark={markOfState(actor.state)} />
			</Td>
			<Td>
				<span className="inline-flex items-center gap-1.5 align-middle">
					<MarkShapeIcon shape={runShape[actor.run]} className="size-2.5" />
					{actor.run}
				</span>
			</Td>
			<Td className="whitespace-nowrap">
				<span className={clsx(actor.inbox > 5 && "font-medium text-warn")}>
					{actor.inbox}/{actor.inboxMax}
				</span>
				<span className="text-ink-faint"> hi {actor.inboxHigh}</span>
				{actor.refused > 0 && <span className="text-bad"> {actor.refused} refused</span>}
			</Td>
			<Td className="font-mono text-12">{actor.current ?? <Dash />}</Td>
			<Td>{actor.step ?? <Dash />}</Td>
			<Td className="text-right whitespace-nowrap">{actor.startedAt === null ? <Dash /> : <Elapsed actor={actor} now={now} />}</Td>
			<Td className={clsx("text-right", isStuck && "font-medium text-bad")}>{isStuck ? formatClock(actor.stuckMs) : ""}</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				{actor.lastTransition ? (
					<>
						← {actor.lastTransition.from ?? "none"} <Moment at={actor.lastTransition.at} className="text-ink-faint" />
					</>
				) : (
					<Dash />
				)}
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">{actor.nextTimerAt === null ? <Dash /> : formatRelative(actor.nextTimerAt, now)}</Td>
			<Td className={clsx("text-right", actor.panics > 0 ? "font-medium text-bad" : "text-ink-faint")}>{actor.panics}</Td>
		</tr>
	);
}

function Elapsed({ actor, now }: { readonly actor: ActorView; readonly now: number }) {
	const started = Date.parse(actor.startedAt ?? "");
	const allowed = actor.deadlineAt === null ? null : Date.parse(actor.deadlineAt) - started;
	const isHalf = allowed !== null && now - started > allowed / 2;
	return (
		<span className={clsx(actor.stuckMs > 0 ? "text-bad" : isHalf && "text-warn")}>
			{formatClock(now - started)}
			{allowed !== null && <span className="text-ink-faint"> / {formatClock(allowed)}</span>}
		</span>
	);
}

const Dash = () => <span className="text-ink-faint">–</span>;
