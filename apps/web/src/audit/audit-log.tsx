"use client";
import type { RouterOutputs } from "@berth/client";
import { Download } from "lucide-react";
import { type FormEvent, Fragment } from "react";
import { toProblem } from "@/data/problem.ts";
import { auditLogText as text } from "@/text/audit.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { TextField } from "@/ui/field.tsx";
import { Moment } from "@/ui/moment.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { AuditFilterState } from "./use-audit-filter.ts";

type Row = RouterOutputs["admin"]["audit"]["list"]["rows"][number];

interface AuditLogProps {
	readonly title: string;
	readonly state: AuditFilterState;
	/** What is there so far; absent until the first page came. */
	readonly rows: readonly Row[] | undefined;
	readonly error: unknown;
	readonly retry: () => void;
	/** Loads the next page; null when there is none. */
	readonly more: (() => void) | null;
	readonly isLoadingMore: boolean;
	/** Parameters of the export beside the filter. */
	readonly exportOf: Readonly<Record<string, string>>;
}

/** Who did what, newest first: by page, narrowed by who, what and to what, and as a file. */
export function AuditLog({ title, state, rows, error, retry, more, isLoadingMore, exportOf }: AuditLogProps) {
	const { filter, set, clear, isNarrowed } = state;
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		for (const name of ["actor", "action", "target"] as const) set[name](String(fields.get(name) ?? "").trim());
	};
	const fileOf = (format: string) => `/api/audit/export?${new URLSearchParams({ ...exportOf, ...filter, format })}`;
	return (
		<>
			<PageHead title={title} {...(rows ? { note: `${rows.length}${more ? "+" : ""}` } : {})}>
				{(["csv", "ndjson"] as const).map((format) => (
					<a
						key={format}
						href={fileOf(format)}
						download
						className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line-strong px-2.5 text-13 hover:bg-hover"
					>
						<Download className="size-4" aria-hidden />
						{format === "csv" ? text.csv : text.ndjson}
					</a>
				))}
			</PageHead>
			<form
				key={JSON.stringify(filter)}
				onSubmit={submit}
				aria-label={text.filter}
				className="mb-3 grid gap-2 sm:grid-cols-[1fr_1fr_1fr_auto] sm:items-end"
			>
				<TextField label={text.who} name="actor" defaultValue={filter.actor ?? ""} placeholder={text.userAdaExampleOrg} />
				<TextField label={text.what} name="action" defaultValue={filter.action ?? ""} placeholder={text.leaseRestart} />
				<TextField label={text.idOfWhatItWas} name="target" defaultValue={filter.target ?? ""} mono />
				<div className="flex gap-2">
					<Button type="submit">{text.filter}</Button>
					{isNarrowed && <Button onClick={clear}>{text.clear}</Button>}
				</div>
			</form>
			{error !== null && error !== undefined && (
				<ProblemPanel title={text.theLogCouldNotBe} problem={toProblem(error)} onRetry={retry} className="mb-3" />
			)}
			<div className="rounded-card border bg-panel">
				{rows?.length === 0 ? (
					<Empty title={isNarrowed ? text.nothingMatches : text.nothingWasDoneYet}>
						{isNarrowed ? <Button onClick={clear}>{text.clearTheFilter}</Button> : <p>{text.eachChangeSomebodyAsksFor}</p>}
					</Empty>
				) : (
					<Table label={title} aria-busy={rows === undefined || undefined}>
						<thead>
							<tr>
								{["When", "Who", "What", "To", "With", "From"].map((name) => (
									<Th key={name}>{name}</Th>
								))}
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{rows ? (
								rows.map((row) => <AuditRow key={row.id} row={row} set={set} />)
							) : error ? null : (
								<SkeletonRows rows={8} columns={6} />
							)}
						</tbody>
					</Table>
				)}
			</div>
			{more && (
				<div className="mt-3 flex justify-center">
					<Button busy={isLoadingMore} onClick={more}>
						{text.loadOlderOnes}
					</Button>
				</div>
			)}
		</>
	);
}

function AuditRow({ row, set }: { readonly row: Row; readonly set: AuditFilterState["set"] }) {
	const { at, actor, action, target, outcome, facts, address } = row;
	return (
		<tr>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={at} />
			</Td>
			<Td className="whitespace-nowrap">
				<button type="button" className="hover:underline" onClick={() => set.actor(actor)}>
					{actor}
				</button>
			</Td>
			<Td className="font-medium whitespace-nowrap">
				<button type="button" className="hover:underline" onClick={() => set.action(action)}>
					{action}
				</button>
				{outcome === "refused" && <span className="ml-2 text-12 font-normal text-warn">{text.refused}</span>}
			</Td>
			<Td className="whitespace-nowrap">
				{target && (
					<button type="button" className="hover:underline" title={target.id} onClick={() => set.target(target.id)}>
						{target.kind} <span className="font-mono text-12 text-ink-faint">{target.id.slice(-8)}</span>
					</button>
				)}
			</Td>
			<Td className="max-w-md text-12 break-words text-ink-soft">
				{Object.entries(facts).map(([name, value]) => (
					<Fragment key={name}>
						<span className="text-ink-faint">{name}</span> {typeof value === "string" ? value : JSON.stringify(value)}{" "}
					</Fragment>
				))}
			</Td>
			<Td className="font-mono text-12 whitespace-nowrap text-ink-faint">{address}</Td>
		</tr>
	);
}
