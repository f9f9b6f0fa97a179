"use client";
import { isId } from "@berth/core";
import { Search } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { LeaseListView } from "@/data/use-lease-list.ts";
import { useSkus } from "@/data/use-skus.ts";
import { useStable } from "@/data/use-stable.ts";
import { useSteady } from "@/data/use-steady.ts";
import { openCount } from "@/shell/nav-links.tsx";
import { leaseListText as text } from "@/text/lease-list.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { inputClass, SelectField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useLate } from "@/ui/use-late.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { useColumns } from "./columns.ts";
import { countOf, filterLeases, stateFilters, toStateFilter } from "./state-filter.ts";

// The rows come with the answer of the server, and the rest once it is wanted.
const loadPanel = () => import("./lease-panel.tsx");
const loadTable = () => import("./long-lease-table.tsx");
const loadBulk = () => import("./bulk-bar.tsx");

interface LeaseListProps {
	readonly view: LeaseListView;
	readonly title: string;
	readonly actions?: ReactNode;
	readonly empty: ReactNode;
	readonly withTenant?: boolean;
}

/** A page of leases: what narrows it and which one is looked at stand in the address; rows change in place, and more come as one scrolls. */
export function LeaseList({ view, title, actions, empty, withTenant = false }: LeaseListProps) {
	const { list, problem } = view;
	const params = useSearchParams();
	const setParam = useParam();
	const skus = useSkus();
	const columns = useColumns(withTenant);
	const [selected, setSelected] = useState<ReadonlySet<string>>(none);
	const filter = toStateFilter(params.get("state"));
	const search = params.get("q") ?? "";
	const size = params.get("size") ?? "";
	const open = params.get("lease") ?? "";
	const wanted = useMemo(() => list && filterLeases(list.leases, filter), [list, filter]);
	const { rows, hold } = useSteady(wanted, list?.leases, ({ id }) => id);
	const { loadMore, isLoadingMore } = view;
	const total = list ? openCount(list.counts) : undefined;
	// The counts are of all leases: how many a search finds is known once all of them are there.
	const shownTotal =
		list &&
		(list.next === null
			? wanted?.length
			: search !== "" || size !== ""
				? undefined
				: filter === null
					? total
					: countOf(list.counts, filter));
	const chosen = useMemo(() => rows?.filter(({ id }) => selected.has(id)) ?? [], [rows, selected]);
	const table = useLate(true, loadTable);
	const panel = useLate(open !== "", loadPanel);
	const bulk = useLate(chosen.length > 0, loadBulk);
	const act = useStable({
		hold: (isHeld: boolean) => {
			hold(isHeld);
			view.hold(isHeld);
		},
		select: (id: string) => setSelected((known) => toggled(known, id)),
		selectAll: () => setSelected(chosen.length > 0 && chosen.length === rows?.length ? none : new Set(rows?.map(({ id }) => id))),
		open: (id: string) => setParam("lease", id === open ? "" : id),
		close: () => setParam("lease", ""),
		more: () => problem === null && loadMore(),
	});
	const isFiltered = filter !== null || search !== "" || size !== "";
	return (
		<>
			<PageHead title={title}>{actions}</PageHead>
			<div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
				<SearchBox value={search} onChange={(text) => setParam("q", text)} />
				<fieldset className="flex min-w-0 flex-wrap gap-1">
					<legend className="sr-only">{text.state}</legend>
					<FilterChip isOn={filter === null} onClick={() => setParam("state", "")} count={total}>
						{text.all}
					</FilterChip>
					{stateFilters.map(({ key, label }) => (
						<FilterChip key={key} isOn={filter === key} onClick={() => setParam("state", key)} count={list && countOf(list.counts, key)}>
							{label}
						</FilterChip>
					))}
				</fieldset>
				<div className="ml-auto flex items-center gap-2">
					<SelectField label={text.size} quietLabel small value={size} onChange={({ target }) => setParam("size", target.value)}>
						<option value="">{text.anySize}</option>
						{skus.data?.map(({ name }) => (
							<option key={name}>{name}</option>
						))}
						{size !== "" && !skus.data?.some(({ name }) => name === size) && <option>{size}</option>}
					</SelectField>
					<ColumnMenu columns={columns} />
				</div>
			</div>
			{problem && <ProblemPanel title={list ? text.moreFailed : text.failed} problem={problem} onRetry={view.retry} className="mb-3" />}
			<div className="flex items-start gap-4">
				<div className="min-w-0 flex-1">
					{(rows !== undefined || problem === null) && (
						<div className="overflow-clip rounded-card border bg-panel">
							{list && list.held.length > 0 && (
								<button type="button" onClick={() => view.hold(false)} className="w-full border-b py-1.5 text-accent hover:bg-hover">
									{text.news(list.held.length)}
								</button>
							)}
							{rows?.length === 0 && !list?.next ? (
								<NothingHere isFiltered={isFiltered} empty={empty} onClear={() => setParam("state", "", "q", "size")} />
							) : table === null ? (
								<div className="h-80" aria-busy />
							) : (
								<table.LongLeaseTable
									rows={rows}
									total={shownTotal}
									columns={columns.shown}
									scope={withTenant ? "all" : "tenant"}
									label={title}
									selected={withTenant ? null : selected}
									open={open}
									onSelect={act.select}
									onSelectAll={act.selectAll}
									onOpen={act.open}
									onHold={act.hold}
									onNearEnd={act.more}
								/>
							)}
						</div>
					)}
					{list && list.leases.length > 0 && (
						<p className="mt-2 text-12 text-ink-faint tabular-nums" data-testid="loaded">
							{isLoadingMore ? text.loading : text.loaded(rows?.length ?? 0, shownTotal)}
						</p>
					)}
					{bulk && <bulk.BulkBar leases={chosen} onClear={() => setSelected(none)} />}
				</div>
				{panel && isId(open) && <panel.LeasePanel key={open} leaseId={open} onClose={act.close} />}
			</div>
		</>
	);
}

const none: ReadonlySet<string> = new Set();

function toggled(known: ReadonlySet<string>, id: string): ReadonlySet<string> {
	const next = new Set(known);
	if (!next.delete(id)) next.add(id);
	return next;
}

function NothingHere(props: { readonly isFiltered: boolean; readonly empty: ReactNode; readonly onClear: () => void }) {
	if (!props.isFiltered) return props.empty;
	return (
		<Empty title={text.noMatch}>
			<Button onClick={props.onClear}>{text.clear}</Button>
		</Empty>
	);
}

/** Typed text goes into the address a moment after the last key. */
function SearchBox({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
	const [typed, setTyped] = useState(value);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => setTyped(value), [value]);
	useEffect(() => () => clearTimeout(timer.current), []);
	return (
		<div className="relative w-full sm:w-72">
			<Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" aria-hidden />
			<input
				type="search"
				data-hotkey="/"
				aria-label={text.search}
				placeholder={text.searchHint}
				className={`${inputClass()} pl-8`}
				value={typed}
				onChange={(event) => {
					const next = event.target.value;
					setTyped(next);
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
