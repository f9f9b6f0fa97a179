"use client";
import type { LogQuery } from "@berth/core";
import { clsx } from "clsx";
import { ArrowDownToLine, Braces, Clock, ListFilter, Pause, Play, Volume2, WrapText } from "lucide-react";
import { memo, useState } from "react";
import { logText } from "@/text/logs.ts";
import { Button, IconButton } from "@/ui/button.tsx";
import { SelectField } from "@/ui/field.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { LevelChips } from "./level-chips.tsx";
import { type LogActions, onClass } from "./log-actions.ts";
import { type LogFilter, noFilter } from "./log-filter.ts";
import type { TimeFormat } from "./log-look.ts";
import { LogSearchBox } from "./log-search-box.tsx";
import { ServiceChips } from "./service-chips.tsx";
import { TimeRange } from "./time-range.tsx";

interface LogToolbarProps {
	readonly leaseId: string;
	readonly services: readonly string[];
	readonly instances: number;
	readonly filter: LogFilter;
	readonly query: LogQuery;
	readonly isBroken: boolean;
	readonly isFiltered: boolean;
	readonly matchCount: number;
	readonly currentMatch: number | null;
	readonly isWrapped: boolean;
	readonly isFollowing: boolean;
	readonly isPaused: boolean;
	readonly isRaw: boolean;
	readonly isAloud: boolean;
	readonly times: TimeFormat;
	readonly actions: LogActions;
}

/** The controls above the lines: what is shown, what is searched, how it looks. */
export const LogToolbar = memo(function LogToolbar(props: LogToolbarProps) {
	const { filter, actions } = props;
	const [isOpen, setOpen] = useState(false);
	return (
		<div role="toolbar" aria-label={logText.toolbar} className="grid gap-1.5 border-b px-3 py-2">
			<div className={clsx("flex-wrap items-center gap-x-3 gap-y-1.5", isOpen ? "flex" : "hidden sm:flex")}>
				{props.services.length > 1 && (
					<ServiceChips
						services={props.services}
						shown={filter.services}
						onChange={(services) => actions.filter({ services, instance: null })}
					/>
				)}
				{props.instances > 1 && <InstanceSelect count={props.instances} value={filter.instance} onChange={actions.filter} />}
				<LevelChips shown={filter.levels} onChange={(levels) => actions.filter({ levels })} />
				<StreamSelect value={filter.stream} onChange={actions.filter} />
				<TimeRange since={filter.since} until={filter.until} onChange={actions.filter} />
				{props.isFiltered && (
					<Button look="quiet" small onClick={() => actions.filter(noFilter)}>
						{logText.clearFilter}
					</Button>
				)}
			</div>
			<div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
				<LogSearchBox {...props} />
				<span className="ml-auto inline-flex gap-0.5">
					<IconButton
						label={logText.filters}
						aria-pressed={isOpen}
						onClick={() => setOpen(!isOpen)}
						className={clsx(onClass, "sm:hidden", props.isFiltered && "text-accent")}
					>
						<ListFilter className="size-4" aria-hidden />
					</IconButton>
					<IconButton
						label={props.isPaused ? logText.resume : logText.pause}
						data-hotkey=" "
						aria-pressed={props.isPaused}
						onClick={actions.pause}
						className={onClass}
					>
						{props.isPaused ? <Play className="size-4" aria-hidden /> : <Pause className="size-4" aria-hidden />}
					</IconButton>
					<Toggle label={logText.follow} hotkey="f" isOn={props.isFollowing} onClick={actions.follow} icon={ArrowDownToLine} />
					<Toggle label={logText.wrap} hotkey="w" isOn={props.isWrapped} onClick={actions.wrap} icon={WrapText} />
					<IconButton label={`${logText.times}: ${logText.timeFormats[props.times]}`} data-hotkey="t" onClick={actions.times}>
						<Clock className="size-4" aria-hidden />
					</IconButton>
					<Toggle label={logText.raw} isOn={props.isRaw} onClick={actions.raw} icon={Braces} />
					<Toggle label={logText.announce} isOn={props.isAloud} onClick={actions.aloud} icon={Volume2} />
					<ExportMenu leaseId={props.leaseId} query={props.query} />
				</span>
			</div>
		</div>
	);
});

interface ToggleProps {
	readonly label: string;
	readonly hotkey?: string;
	readonly isOn: boolean;
	readonly onClick: () => void;
	readonly icon: typeof Braces;
}

const Toggle = ({ label, hotkey, isOn, onClick, icon: Icon }: ToggleProps) => (
	<IconButton label={label} data-hotkey={hotkey} aria-pressed={isOn} onClick={onClick} className={onClass}>
		<Icon className="size-4" aria-hidden />
	</IconButton>
);

interface SelectProps<T> {
	readonly value: T;
	readonly onChange: LogActions["filter"];
}

const StreamSelect = ({ value, onChange }: SelectProps<LogFilter["stream"]>) => (
	<SelectField
		label={logText.stream}
		quietLabel
		small
		className="w-auto"
		value={value}
		onChange={({ target }) => onChange({ stream: target.value === "stdout" || target.value === "stderr" ? target.value : "both" })}
	>
		{Object.entries(logText.streams).map(([stream, label]) => (
			<option key={stream} value={stream}>
				{label}
			</option>
		))}
	</SelectField>
);

const InstanceSelect = ({ value, onChange, count }: SelectProps<number | null> & { readonly count: number }) => (
	<SelectField
		label={logText.instance}
		quietLabel
		small
		className="w-auto"
		value={value ?? ""}
		onChange={({ target }) => onChange({ instance: target.value === "" ? null : Number(target.value) })}
	>
		<option value="">{logText.everyInstance}</option>
		{[...Array(count).keys()].map((index) => (
			<option key={index} value={index}>
				{logText.nthInstance(index)}
			</option>
		))}
	</SelectField>
);
