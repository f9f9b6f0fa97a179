"use client";
import { Search } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { LeaseListView } from "@/data/use-lease-list.ts";
import { useSteady } from "@/data/use-steady.ts";
import { openCount } from "@/shell/nav-links.tsx";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { inputClass } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { LeaseTable } from "./lease-table.tsx";
import { countOf, filterLeases, stateFilters, toStateFilter } from "./state-filter.ts";

interface LeaseListProps {
	readonly view: LeaseListView;
	readonly title: string;
	readonly actions?: ReactNode;
	readonly empty: ReactNode;
	readonly withTenant?: boolean;
}

/** A page of leases: search and state in the address, rows that change in place, more on demand. */
export function LeaseList({ view, title, actions, empty, withTenant = false }: LeaseListProps) {
	const { list, problem } = view;
	const params = useSearchParams();
	const setParam = useParam();
	const filter = toStateFilter(params.get("state"));
	const search = params.get("q") ?? "";
	const wanted = list && filterLeases(list.leases, filter);
	const { rows, hold } = useSteady(wanted, list?.leases, ({ id }) => id);
	const onHold = (isHeld: boolean) => {
		hold(isHeld);
		view.hold(isHeld);
	};
	const { loadMore, isLoadingMore } = view;
	const total = list ? openCount(list.counts) : undefined;
	return (
		<>
			<PageHead title={title}>{actions}</PageHead>
			<div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
				<SearchBox value={search} onChange={(text) => setParam("q", text)} />
				<fieldset className="flex min-w-0 flex-wrap gap-1">
					<legend className="sr-only">State</legend>
					<FilterChip isOn={filter === null} onClick={() => setParam("state", "")} count={total}>
						All
					</FilterChip>
					{stateFilters.map(({ key, label }) => (
						<FilterChip key={key} isOn={filter === key} onClick={() => setParam("state", key)} count={list && countOf(list.counts, key)}>
							{label}
						</FilterChip>
					))}
				</fieldset>
			</div>
			{problem && (
				<ProblemPanel
					title={list ? "More leases could not be loaded" : "The leases could not be loaded"}
					problem={problem}
					onRetry={view.retry}
					className="mb-3"
				/>
			)}
			{(rows !== undefined || problem === null) && (
				<div className="rounded-card border bg-panel">
					{list && list.held.length > 0 && (
						<button type="button" onClick={() => view.hold(false)} className="w-full border-b py-1.5 text-accent hover:bg-hover">
							{list.held.length} new ↑
						</button>
					)}
					{rows?.length === 0 ? (
						<NothingHere isFiltered={filter !== null || search !== ""} empty={empty} onClear={() => setParam("state", "", "q")} />
					) : (
						<LeaseTable rows={rows} label={title} withTenant={withTenant} onHold={onHold} />
					)}
				</div>
			)}
			{list?.next && (
				<p className="mt-3 flex items-center gap-3 text-ink-faint">
					<Button onClick={loadMore} busy={isLoadingMore}>
						{isLoadingMore ? "Loading…" : "Load more"}
					</Button>
					{list.leases.length} loaded
				</p>
			)}
		</>
	);
}

function NothingHere(props: { readonly isFiltered: boolean; readonly empty: ReactNode; readonly onClear: () => void }) {
	if (!props.isFiltered) return props.empty;
	return (
		<Empty title="No lease matches">
			<Button onClick={props.onClear}>Clear search and filter</Button>
		</Empty>
	);
}

/** Typed text goes into the address a moment after the last key. */
function SearchBox({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
	const [text, setText] = useState(value);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => setText(value), [value]);
	useEffect(() => () => clearTimeout(timer.current), []);
	return (
		<div className="relative w-full sm:w-72">
			<Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" aria-hidden />
			<input
				type="search"
				data-hotkey="/"
				aria-label="Search leases"
				placeholder="Search name, image, id…"
				className={`${inputClass()} pl-8`}
				value={text}
				onChange={(event) => {
					const next = event.target.value;
					setText(next);
					clearTimeout(timer.current);
					timer.current = setTimeout(() => onChange(next.trim()), 250);
				}}
			/>
		</div>
	);
}

/** Sets one parameter of the address, and clears others that are named, without a new entry in the history. */
function useParam(): (name: string, value: string, ...alsoClear: string[]) => void {
	const params = useSearchParams();
	const path = usePathname();
	const router = useRouter();
	return (name, value, ...alsoClear) => {
		const next = new URLSearchParams(params);
		for (const cleared of [name, ...alsoClear]) next.delete(cleared);
		if (value !== "") next.set(name, value);
		router.replace(next.size === 0 ? path : `${path}?${next}`, { scroll: false });
	};
}
