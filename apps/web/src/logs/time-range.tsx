"use client";
import { useState } from "react";
import { logText } from "@/text/logs.ts";
import { inputClass, SelectField } from "@/ui/field.tsx";
import type { LogFilter } from "./log-filter.ts";

interface TimeRangeProps {
	readonly since: string;
	readonly until: string;
	readonly onChange: (range: Pick<LogFilter, "since" | "until">) => void;
}

const isSpan = (text: string): boolean => text === "" || Object.hasOwn(logText.sinceChoices, text);

/** From when, and until when, lines are shown. */
export function TimeRange({ since, until, onChange }: TimeRangeProps) {
	const [isCustom, setCustom] = useState(!isSpan(since) || until !== "");
	return (
		<span className="flex flex-wrap items-center gap-1.5">
			<SelectField
				label={logText.since}
				quietLabel
				small
				className="w-auto"
				value={isCustom ? "custom" : since}
				onChange={({ target }) => {
					setCustom(target.value === "custom");
					if (target.value !== "custom") onChange({ since: target.value, until: "" });
				}}
			>
				{Object.entries(logText.sinceChoices).map(([value, label]) => (
					<option key={value} value={value}>
						{label}
					</option>
				))}
			</SelectField>
			{isCustom && (
				<>
					<Limit label={logText.from} value={isSpan(since) ? "" : since} onChange={(next) => onChange({ since: next, until })} />
					<Limit label={logText.to} value={until} onChange={(next) => onChange({ since: isSpan(since) ? "" : since, until: next })} />
				</>
			)}
		</span>
	);
}

interface LimitProps {
	readonly label: string;
	readonly value: string;
	readonly onChange: (value: string) => void;
}

const Limit = ({ label, value, onChange }: LimitProps) => (
	<input
		type="datetime-local"
		step={1}
		aria-label={label}
		title={label}
		className={`${inputClass(false, true)} w-48`}
		value={toLocal(value)}
		onChange={({ target }) => {
			const at = new Date(target.value);
			onChange(target.value === "" || Number.isNaN(at.getTime()) ? "" : at.toISOString());
		}}
	/>
);

/** A time as the field writes it: the reader's own, without a zone. */
function toLocal(stamp: string): string {
	const at = new Date(stamp);
	if (stamp === "" || Number.isNaN(at.getTime())) return "";
	return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
