import type { ReleaseDiffView, ReleaseFieldDiff } from "@berth/core";
import { formatBytes, formatCpu } from "./bytes.ts";

/** One line of the table of differences. */
export interface DiffLine {
	readonly id: string;
	/** Empty where the line before is of the same service. */
	readonly service: string;
	readonly field: string;
	readonly before: string;
	readonly after: string;
}

const said: Readonly<Record<ReleaseDiffView["services"][number]["change"], string>> = {
	added: " (added)",
	removed: " (removed)",
	changed: "",
};

/** The differences as a table shows them: amounts in their units, what is masked in words. */
export const describeDiff = ({ services }: ReleaseDiffView): readonly DiffLine[] =>
	services.flatMap(({ service, change, fields }) =>
		fields.map((field, index) => ({
			id: JSON.stringify([service, field.field, field.key]),
			service: index === 0 ? `${service}${said[change]}` : "",
			field: field.key === null ? (names[field.field] ?? field.field) : `${field.field} ${field.key}`,
			before: sideOf(field, field.from, field.change !== "added"),
			after: sideOf(field, field.to, field.change !== "removed"),
		})),
	);

const names: Readonly<Record<string, string>> = {
	sku: "size",
	cpuMillis: "CPU",
	memoryBytes: "memory",
	diskBytes: "disk",
	pidsMax: "processes",
};

function sideOf({ field, isMasked, change }: ReleaseFieldDiff, value: string | null, isThere: boolean): string {
	if (!isThere) return "–";
	if (isMasked) return change === "changed" ? "•••• (differs)" : "••••";
	if (field === "cpuMillis") return formatCpu(Number(value));
	if (field === "memoryBytes" || field === "diskBytes") return formatBytes(Number(value));
	return value ?? "–";
}
