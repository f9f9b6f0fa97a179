import type { RouterInputs } from "@berth/client";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { tenantFieldsText as words } from "@/text/admin-parts.ts";
import { tenantText } from "@/text/admin-tenants.ts";
import { SelectField, TextField } from "@/ui/field.tsx";
import type { Tenant } from "./tenant.ts";

type Limits = Omit<RouterInputs["admin"]["tenants"]["setQuota"], "tenantId" | "expectedRevision">;
type Limit = Exclude<keyof Limits, "closeData">;

const GiB = 2 ** 30;

/** What a tenant has by now of what is limited; null where it is not counted for the tenant as a whole. */
const usedOf = ({ use }: Tenant, name: Limit): string | null => {
	const used: Partial<Record<Limit, string>> = {
		leasesMax: String(use.leases),
		cpuMillisMax: formatCpu(use.cpuMillis),
		memoryBytesMax: formatBytes(use.memoryBytes),
		diskBytesMax: formatBytes(use.diskBytes),
		retainedMax: String(use.retained.records),
		retainedBytesMax: formatBytes(use.retained.bytes),
	};
	return used[name] ?? null;
};

/** Each limit with its unit; a whole one counts things. */
const fields: readonly { readonly name: Limit; readonly label: string; readonly unit: number }[] = [
	{ name: "leasesMax", label: "Leases at most", unit: 1 },
	{ name: "cpuMillisMax", label: "CPU at most", unit: 1_000 },
	{ name: "memoryBytesMax", label: "Memory at most, GiB", unit: GiB },
	{ name: "diskBytesMax", label: "Disk at most, GiB", unit: GiB },
	{ name: "retainedMax", label: "Retained leases at most", unit: 1 },
	{ name: "retainedBytesMax", label: "Retained data at most, GiB", unit: GiB },
	{ name: "partitionRetainedMax", label: "Retained leases of a partition", unit: 1 },
	{ name: "partitionRetainedBytesMax", label: "Retained data of a partition, GiB", unit: GiB },
];

/** A limit as it is typed, in the unit of its field; empty for none. */
const limitOf = (value: FormDataEntryValue | null, unit: number): number | null =>
	typeof value === "string" && value.trim() !== "" ? Math.round(Number(value) * unit) : null;

/** What the form says. */
export const limitsOf = (form: FormData): Limits => ({
	...Object.fromEntries(fields.map(({ name, unit }) => [name, limitOf(form.get(name), unit)])),
	closeData: closeDataOf(form.get("closeData")),
});

const closeDataOf = (value: FormDataEntryValue | null) => (value === "retain" || value === "destroy" ? value : null);

/** What a tenant may have, to be typed; of one that exists, what it is now. */
export function TenantFields({ tenant }: { readonly tenant?: Tenant }) {
	return (
		<>
			<div className="grid grid-cols-2 gap-3">
				{fields.map(({ name, label, unit }) => (
					<TextField
						key={name}
						label={label}
						name={name}
						type="number"
						min={0}
						step={unit === 1 ? 1 : "any"}
						placeholder={words.noLimit}
						hint={hintOf(tenant, name)}
						defaultValue={tenant === undefined || tenant[name] === null ? "" : String(tenant[name] / unit)}
					/>
				))}
			</div>
			<SelectField label={words.aCloseThatDoesNot} name="closeData" defaultValue={tenant?.closeData ?? ""}>
				<option value="">{words.doesWhatTheSizeOr}</option>
				<option value="retain">{words.retainsIt}</option>
				<option value="destroy">{words.destroysIt}</option>
			</SelectField>
		</>
	);
}

const hintOf = (tenant: Tenant | undefined, name: Limit): string | undefined => {
	const used = tenant === undefined ? null : usedOf(tenant, name);
	return used === null ? undefined : tenantText.quota.has(used);
};
