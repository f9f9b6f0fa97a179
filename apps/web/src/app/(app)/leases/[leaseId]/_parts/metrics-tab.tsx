"use client";
import { useMemo } from "react";
import { useParam } from "@/data/use-param.ts";
import { marksOf } from "@/logs/log-marks.ts";
import { metricsText as text } from "@/text/metrics.ts";
import { SelectField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { useLate } from "@/ui/use-late.ts";
import { useLeaseFeed } from "./lease-context.ts";
import { type SpanKey, type Split, spanKeys, splits } from "./metric-spans.ts";

const loadLive = () => import("./metrics-live.tsx");
const loadHistory = () => import("./metrics-history.tsx");

/** What the lease uses against what it leased: as it happens, and over the last hour, day and week. What is looked at is in the address. */
export function LeaseMetricsTab() {
	const { lease, events } = useLeaseFeed();
	const marks = useMemo(() => marksOf(events).flatMap(({ message }) => (message.kind === "mark" ? [message] : [])), [events]);
	const [wantedSpan, setSpan] = useParam("span");
	const [wantedService, setService] = useParam("service");
	const [wantedSplit, setSplit] = useParam("compare");
	const span: SpanKey | null = spanKeys.find((key) => key === wantedSpan) ?? null;
	const live = useLate(span === null, loadLive);
	const history = useLate(span !== null, loadHistory);
	const names = lease.items.map((item) => item.service).toSorted();
	const service = names.includes(wantedService) ? wantedService : null;
	const isOffered = (one: Split) =>
		one === "whole" ||
		(one === "service" ? service === null && names.length > 1 : span === null && lease.items.some(({ quantity }) => quantity > 1));
	const offered = splits.filter(isOffered);
	const split = offered.find((one) => one === wantedSplit) ?? "whole";
	return (
		<>
			<div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
				<fieldset className="flex flex-wrap items-center gap-1">
					<legend className="sr-only">{text.time}</legend>
					<FilterChip isOn={span === null} onClick={() => setSpan("")}>
						{text.live}
					</FilterChip>
					{spanKeys.map((key) => (
						<FilterChip key={key} isOn={span === key} onClick={() => setSpan(key)}>
							{text.spans[key]}
						</FilterChip>
					))}
				</fieldset>
				<div className="flex flex-wrap items-center gap-x-6 gap-y-2">
					{offered.length > 1 && (
						<fieldset className="flex flex-wrap items-center gap-1">
							<legend className="sr-only">{text.split}</legend>
							{offered.map((one) => (
								<FilterChip key={one} isOn={split === one} onClick={() => setSplit(one === "whole" ? "" : one)}>
									{text.splits[one]}
								</FilterChip>
							))}
						</fieldset>
					)}
					{names.length > 1 && (
						<SelectField
							label={text.service}
							quietLabel
							small
							className="w-auto"
							value={service ?? ""}
							onChange={({ target }) => setService(target.value)}
						>
							<option value="">{text.allServices}</option>
							{names.map((name) => (
								<option key={name}>{name}</option>
							))}
						</SelectField>
					)}
				</div>
			</div>
			{span === null && live && <live.MetricsLive lease={lease} service={service} split={split} marks={marks} />}
			{span !== null && history && <history.MetricsHistory lease={lease} span={span} service={service} split={split} marks={marks} />}
			{(span === null ? live : history) === null && <SkeletonPanel className="h-64" />}
		</>
	);
}
