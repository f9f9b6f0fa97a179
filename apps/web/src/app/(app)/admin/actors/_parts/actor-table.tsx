"use client";
import type { ActorView } from "@berth/core";
import { actorText } from "@/text/admin-actors.ts";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { ActorRow } from "./actor-row.tsx";

const { columns } = actorText;
const numeric: ReadonlySet<string> = new Set(["attempt", "elapsed", "stuck", "panics"]);
const names = Object.keys(columns) as readonly (keyof typeof columns)[];

interface ActorTableProps {
	readonly rows: readonly ActorView[] | undefined;
	readonly onHold: (isHeld: boolean) => void;
}

/** One row for each actor. While a pointer is over it no row comes, goes or moves. */
export function ActorTable({ rows, onHold }: ActorTableProps) {
	return (
		<Table
			label={actorText.title}
			onPointerEnter={() => onHold(true)}
			onPointerLeave={() => onHold(false)}
			aria-busy={rows === undefined || undefined}
		>
			<thead>
				<tr>
					{names.map((name) => (
						<Th key={name} className={numeric.has(name) ? "text-right" : ""} {...(name === "stuck" ? { "aria-sort": "descending" } : {})}>
							{columns[name]}
						</Th>
					))}
				</tr>
			</thead>
			<tbody className="[&_tr:last-child_td]:border-b-0">
				{rows === undefined ? (
					<SkeletonRows rows={5} columns={names.length} />
				) : (
					rows.map((actor) => <ActorRow key={actor.leaseId} actor={actor} />)
				)}
			</tbody>
		</Table>
	);
}
