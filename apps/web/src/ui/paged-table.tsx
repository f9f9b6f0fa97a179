import type { ReactNode } from "react";
import { toProblem } from "@/data/problem.ts";
import { Button } from "./button.tsx";
import { ProblemPanel } from "./problem-panel.tsx";
import { SkeletonRows } from "./skeleton.tsx";
import { Table, Th } from "./table.tsx";

/** What is known of pages that are read one after the other; what the query library gives. */
interface Pages {
	readonly error: unknown;
	readonly isPending: boolean;
	readonly hasNextPage: boolean;
	readonly isFetchingNextPage: boolean;
	refetch(): Promise<unknown>;
	fetchNextPage(): Promise<unknown>;
}

export interface PagedColumn {
	readonly name: string;
	/** Figures stand at the right. */
	readonly isFigure?: boolean;
	/** Its name is for screen readers alone. */
	readonly isQuiet?: boolean;
}

interface PagedTableProps<T> {
	readonly label: string;
	readonly pages: Pages;
	/** Undefined while the first page is on its way. */
	readonly rows: readonly T[] | undefined;
	readonly columns: readonly PagedColumn[];
	readonly row: (of: T) => ReactNode;
	/** What is there instead of a table without rows. */
	readonly empty: ReactNode;
	readonly failed: string;
	readonly more: string;
}

/** A table of what comes page by page, with its states: loading, nothing there, could not be read, more to come. */
export function PagedTable<T>({ label, pages, rows, columns, row, empty, failed, more }: PagedTableProps<T>) {
	const { error } = pages;
	return (
		<>
			{error !== null && error !== undefined && (
				<ProblemPanel title={failed} problem={toProblem(error)} onRetry={() => void pages.refetch()} className="mb-3" />
			)}
			{(rows || !error) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						empty
					) : (
						<Table label={label} aria-busy={pages.isPending || undefined}>
							<thead>
								<tr>
									{columns.map(({ name, isFigure = false, isQuiet = false }) => (
										<Th key={name} className={isFigure ? "text-right" : undefined}>
											{isQuiet ? <span className="sr-only">{name}</span> : name}
										</Th>
									))}
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{rows ? rows.map(row) : <SkeletonRows rows={4} columns={columns.length} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
			{pages.hasNextPage && (
				<p className="mt-3">
					<Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
						{more}
					</Button>
				</p>
			)}
		</>
	);
}
