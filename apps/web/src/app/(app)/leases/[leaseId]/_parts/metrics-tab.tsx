"use client";
import { useMemo, useState } from "react";
import { marksOf } from "@/logs/log-marks.ts";
import { SelectField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { useLate } from "@/ui/use-late.ts";
import { useLeaseFeed } from "./lease-context.ts";
import { type Span, spans } from "./metric-spans.ts";

const loadLive = () => import("./metrics-live.tsx");
const loadHistory = () => import("./metrics-history.tsx");

/** What the lease uses against what it leased: as it happens, and over the last hour, day and week. */
export function LeaseMetricsTab() {
	const { lease, events } = useLeaseFeed();
	const marks = useMemo(() => marksOf(events).flatMap(({ message }) => (message.kind === "mark" ? [message] : [])), [events]);
	const [span, setSpan] = useState<Span | "live">("live");
	const live = useLate(span === "live", loadLive);
	const history = useLate(span !== "live", loadHistory);
	const [service, setService] = useState("");
	const names = lease.items.map((item) => item.service).toSorted();
	const chosen = names.includes(service) ? service : null;
	return (
		<>
			<div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
				<fieldset className="flex flex-wrap items-center gap-1">
					<legend className="sr-only">Time shown</legend>
					<FilterChip isOn={span === "live"} onClick={() => setSpan("live")}>
						Live
					</FilterChip>
					{spans.map((one) => (
						<FilterChip key={one.label} isOn={span === one} onClick={() => setSpan(one)}>
							{one.label}
						</FilterChip>
					))}
				</fieldset>
				{names.length > 1 && (
					<SelectField
						label="Service"
						quietLabel
						small
						className="w-auto"
						value={chosen ?? ""}
						onChange={({ target }) => setService(target.value)}
					>
						<option value="">All services</option>
						{names.map((name) => (
							<option key={name}>{name}</option>
						))}
					</SelectField>
				)}
			</div>
			{span === "live" && live && <live.MetricsLive lease={lease} service={chosen} marks={marks} />}
			{span !== "live" && history && <history.MetricsHistory leaseId={lease.id} span={span} service={chosen} marks={marks} />}
			{(span === "live" ? live : history) === null && <SkeletonPanel className="h-64" />}
		</>
	);
}
