"use client";
import { leaseStates } from "@berth/core";
import type { sumActors } from "@/data/actors.ts";
import { actorText } from "@/text/admin-actors.ts";
import { SelectField, TextField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { useNodes } from "../../_parts/use-nodes.ts";
import type { useActorFilter } from "./use-actor-filter.ts";

interface ActorFiltersProps extends Omit<ReturnType<typeof useActorFilter>, "clear"> {
	readonly sums: ReturnType<typeof sumActors> | undefined;
	/** Of the actors that are there. */
	readonly tenants: readonly string[];
}

/** Narrows the table; each choice stands in the address. */
export function ActorFilters({ filter, set, sums, tenants }: ActorFiltersProps) {
	const nodes = useNodes().data ?? [];
	const { isStuck, inboxOver, state, tenant, nodeId } = filter;
	return (
		<fieldset className="mb-3 flex flex-wrap items-center gap-2">
			<legend className="sr-only">{actorText.filters}</legend>
			<FilterChip isOn={isStuck} onClick={() => set.stuck(isStuck ? "" : "1")} count={sums?.stuck}>
				{actorText.stuck}
			</FilterChip>
			<FilterChip isOn={inboxOver === 0} onClick={() => set.inbox(inboxOver === 0 ? "" : "0")}>
				{actorText.hasInbox}
			</FilterChip>
			<div className="w-44">
				<TextField
					label={actorText.inboxOver}
					quietLabel
					placeholder={actorText.inboxOver}
					type="number"
					min={0}
					max={16}
					className="h-7"
					value={inboxOver ?? ""}
					onChange={({ target }) => set.inbox(target.value)}
				/>
			</div>
			<Choice label={actorText.state} any={actorText.anyState} value={state ?? ""} onChange={set.state} options={leaseStates} />
			<Choice label={actorText.tenant} any={actorText.anyTenant} value={tenant ?? ""} onChange={set.tenant} options={tenants} />
			<SelectField
				label={actorText.node}
				quietLabel
				small
				className="w-auto"
				value={nodeId ?? ""}
				onChange={({ target }) => set.node(target.value)}
			>
				<option value="">{actorText.anyNode}</option>
				{nodes.map(({ id, name }) => (
					<option key={id} value={id}>
						{name}
					</option>
				))}
			</SelectField>
		</fieldset>
	);
}

interface ChoiceProps {
	readonly label: string;
	readonly any: string;
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly options: readonly string[];
}

const Choice = ({ label, any, value, onChange, options }: ChoiceProps) => (
	<SelectField label={label} quietLabel small className="w-auto" value={value} onChange={({ target }) => onChange(target.value)}>
		<option value="">{any}</option>
		{options.map((option) => (
			<option key={option}>{option}</option>
		))}
	</SelectField>
);
