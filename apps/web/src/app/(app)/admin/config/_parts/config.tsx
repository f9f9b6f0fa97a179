"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { useParam } from "@/data/use-param.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { TextField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Moment } from "@/ui/moment.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { SettingTable } from "./setting-table.tsx";

const text = fleetText.config;

/** Every setting in force, where it is from and what it is for. */
export function Config() {
	const trpc = useTRPC();
	const query = useQuery(trpc.admin.config.list.queryOptions());
	const [search, setSearch] = useParam("q");
	const [set, setSet] = useParam("set");
	const settings = query.data?.settings;
	const sought = search.trim().toLowerCase();
	const rows = settings
		?.filter(({ source }) => set === "" || source !== "default")
		.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(sought));
	const count = settings?.filter(({ source }) => source !== "default").length;
	const clear = () => {
		setSearch("");
		setSet("");
	};
	return (
		<>
			<PageHead title={text.title}>
				<ServedBy />
			</PageHead>
			<p className="mb-3 max-w-3xl text-ink-soft">{text.note}</p>
			<div className="mb-3 flex flex-wrap items-center gap-2">
				<div className="w-full sm:w-72">
					<TextField
						label={text.search}
						quietLabel
						type="search"
						data-hotkey="/"
						placeholder={text.search}
						value={search}
						onChange={({ target }) => setSearch(target.value)}
					/>
				</div>
				<FilterChip isOn={set !== ""} onClick={() => setSet(set === "" ? "1" : "")} count={count}>
					{text.changed}
				</FilterChip>
			</div>
			<QueryProblem what={text.what} query={query} />
			{(rows !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={text.none}>
							<Button onClick={clear}>{text.clear}</Button>
						</Empty>
					) : (
						<SettingTable settings={rows} />
					)}
				</div>
			)}
		</>
	);
}

/** Which process it is of. */
function ServedBy() {
	const { data } = useQuery(useTRPC().system.get.queryOptions());
	if (data === undefined) return null;
	return (
		<p className="text-12 text-ink-faint">
			{data.servedBy} · {text.version} {data.version} · {text.role} {data.role} · {text.started} <Moment at={data.startedAt} />
		</p>
	);
}
