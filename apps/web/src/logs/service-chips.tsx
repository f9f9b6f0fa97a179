"use client";
import { clsx } from "clsx";
import { logText } from "@/text/logs.ts";
import { serviceColour } from "./service-colour.ts";

interface ServiceChipsProps {
	readonly services: readonly string[];
	/** All when empty. */
	readonly shown: ReadonlySet<string>;
	readonly onChange: (shown: ReadonlySet<string>) => void;
}

/** A press shows one service alone, and all again; with shift it adds one or takes it away. */
export function ServiceChips({ services, shown, onChange }: ServiceChipsProps) {
	const press = (service: string, isAdding: boolean) => {
		const isAlone = shown.size === 1 && shown.has(service);
		if (!isAdding) return onChange(new Set(isAlone ? [] : [service]));
		const next = new Set(shown.size === 0 ? services : shown);
		if (!next.delete(service)) next.add(service);
		onChange(next.size === services.length ? new Set() : next);
	};
	return (
		<fieldset className="flex flex-wrap gap-1">
			<legend className="sr-only">{logText.services}</legend>
			{services.map((service) => {
				const isOn = shown.size === 0 || shown.has(service);
				return (
					<button
						key={service}
						type="button"
						aria-pressed={isOn}
						title={logText.serviceHint(service)}
						onClick={(event) => press(service, event.shiftKey)}
						style={{ color: serviceColour(services, service) }}
						className={clsx("h-7 rounded-full border px-2.5 text-12 font-medium edge", isOn ? "tint" : "border-dashed opacity-60")}
					>
						{service}
					</button>
				);
			})}
		</fieldset>
	);
}
