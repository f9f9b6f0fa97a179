import { clsx } from "clsx";
import { fleetText } from "@/text/admin-fleet.ts";

const text = fleetText.capacity;

type ShareLook = "leased" | "retained" | "reaping";

/** Told apart by pattern too: not by colour alone. */
const looks: Record<ShareLook, string> = {
	leased: "bg-accent drawn",
	retained: "bg-accent-soft border border-accent",
	reaping: "border border-dashed border-gone",
};

interface ShareBarProps {
	readonly label: string;
	readonly whole: number;
	readonly parts: readonly { readonly name: string; readonly value: number; readonly look: ShareLook }[];
	readonly format: (value: number) => string;
}

/** A whole in its parts: the bar, and each part with its figure under it. */
export function ShareBar({ label, whole, parts, format }: ShareBarProps) {
	const used = parts.reduce((sum, { value }) => sum + value, 0);
	const shown = parts.filter(({ value, look }) => value > 0 || look === "leased");
	// A node may have been made smaller than what it holds.
	const scale = Math.max(whole, used, 1);
	return (
		<section aria-label={label}>
			<div className="mb-1 flex items-baseline justify-between gap-4">
				<h3 className="font-medium">{label}</h3>
				<span className="text-ink-faint tabular-nums">{format(whole)}</span>
			</div>
			<div aria-hidden="true" className="flex h-3 overflow-hidden rounded-control bg-hover drawn-whole">
				{shown.map(({ name, value, look }) => (
					<span key={name} className={clsx("h-full", looks[look])} style={{ width: `${(value / scale) * 100}%` }} />
				))}
			</div>
			<dl className="mt-1 flex flex-wrap gap-x-4 text-12 text-ink-soft tabular-nums">
				{shown.map(({ name, value, look }) => (
					<Share key={name} name={name} value={format(value)} swatch={looks[look]} />
				))}
				<Share name={text.free} value={format(Math.max(0, whole - used))} swatch="bg-hover" />
			</dl>
			{used > whole && <p className="text-12 text-warn">{text.over}</p>}
		</section>
	);
}

const Share = ({ name, value, swatch }: { readonly name: string; readonly value: string; readonly swatch: string }) => (
	<div className="inline-flex items-center gap-1.5">
		<span aria-hidden="true" className={clsx("size-2.5 rounded-sm", swatch)} />
		<dt>{name}</dt>
		<dd className="text-ink">{value}</dd>
	</div>
);
