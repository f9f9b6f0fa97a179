"use client";
import { DAY } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/data/trpc.ts";
import { exportPanelText as text } from "@/text/usage.ts";
import { buttonClass } from "@/ui/button.tsx";
import { SelectField } from "@/ui/field.tsx";
import { Panel } from "@/ui/panel.tsx";

const formats = [
	{ format: "csv", label: "CSV" },
	{ format: "json", label: "JSON" },
	{ format: "ndjson", label: "JSON lines" },
] as const;

/** As long as a server keeps minutes, unless it is told otherwise. */
const MINUTES_MS = 7 * DAY;

/** The same time as files, every line of it. They are links: the browser writes what comes, however much it is. */
export function ExportPanel({ range }: { readonly range: { readonly from: string; readonly to: string } }) {
	const trpc = useTRPC();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const [step, setStep] = useState<"hour" | "minute">("hour");
	const from = step === "minute" ? new Date(Math.max(Date.parse(range.from), Date.parse(range.to) - MINUTES_MS)).toISOString() : range.from;
	const tenant = policy.data?.tenant.id;
	const href = (format: string) =>
		`/api/usage/export?${new URLSearchParams({ format, step, from, to: range.to, ...(tenant === undefined ? {} : { tenant }) })}`;
	return (
		<Panel title={text.export}>
			<div className="flex flex-wrap items-end gap-3">
				<SelectField
					label={text.aLineForEachService}
					small
					className="w-auto"
					value={step}
					onChange={({ target }) => setStep(target.value === "minute" ? "minute" : "hour")}
				>
					<option value="hour">{text.hour}</option>
					<option value="minute">{text.minuteTheLast7Days}</option>
				</SelectField>
				<div className="flex flex-wrap gap-2">
					{formats.map(({ format, label }) => (
						<a key={format} href={href(format)} download className={buttonClass("plain", true)}>
							<Download className="size-3.5" aria-hidden />
							{label}
						</a>
					))}
				</div>
			</div>
			<p className="mt-3 max-w-2xl text-12 text-ink-faint">{text.cpuTimeIsInSeconds}</p>
		</Panel>
	);
}
