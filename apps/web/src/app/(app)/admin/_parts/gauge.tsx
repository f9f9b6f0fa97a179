import { gaugeText as words } from "@/text/admin-parts.ts";
import { Meter } from "@/ui/meter.tsx";

/** How much of a resource is reserved: a bar between its name and its figures. */
export const Gauge = (props: { readonly label: string; readonly value: number; readonly max: number; readonly text: string }) => (
	<div className="grid grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-3">
		<span className="text-ink-faint">{props.label}</span>
		<Meter {...props} label={words.reserved(props.label)} />
		<span className="text-ink-soft tabular-nums">{props.text}</span>
	</div>
);
