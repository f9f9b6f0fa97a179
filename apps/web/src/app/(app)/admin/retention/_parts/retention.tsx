"use client";
import { useParam } from "@/data/use-param.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { Footprint } from "./footprint.tsx";
import { GoneTable } from "./gone-table.tsx";
import { LeftoverTable } from "./leftover-table.tsx";
import { OrphanTable } from "./orphan-table.tsx";
import { RetainedTable } from "./retained-table.tsx";
import { Sweeps } from "./sweeps.tsx";

const text = retentionText;
type Tab = keyof typeof text.tabs;
const tabs = Object.keys(text.tabs) as readonly Tab[];

/** What lies on the host and belongs to nobody, of every kind. */
const Orphans = () => (
	<div className="grid gap-4">
		<LeftoverTable />
		<section className="min-w-0">
			<h2 className="mb-1 text-13 font-semibold">{text.volumes}</h2>
			<OrphanTable />
		</section>
	</div>
);

/** What closed leases left over all tenants: what can be brought back, what is on its way out, and how the sweeps fare. */
export function Retention() {
	const [wanted, setTab] = useParam("tab");
	const tab = tabs.find((one) => one === wanted) ?? "retained";
	return (
		<>
			<PageHead title={text.title} />
			<div className="mb-4 grid gap-4 xl:grid-cols-2">
				<Sweeps />
				<Footprint />
			</div>
			<fieldset className="mb-3 flex flex-wrap gap-1">
				<legend className="sr-only">{text.tabsLabel}</legend>
				{tabs.map((one) => (
					<FilterChip key={one} isOn={tab === one} onClick={() => setTab(one === "retained" ? "" : one)}>
						{text.tabs[one]}
					</FilterChip>
				))}
			</fieldset>
			{tab === "orphans" ? <Orphans /> : tab === "gone" ? <GoneTable /> : <RetainedTable tab={tab} />}
		</>
	);
}
