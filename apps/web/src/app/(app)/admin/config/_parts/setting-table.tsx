import type { RouterOutputs } from "@berth/client";
import { fleetText } from "@/text/admin-fleet.ts";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const text = fleetText.config;
const columns = Object.values(text.columns);

type Setting = RouterOutputs["admin"]["config"]["list"]["settings"][number];

/** One row for each setting. */
export const SettingTable = ({ settings }: { readonly settings: readonly Setting[] | undefined }) => (
	<Table label={text.title} plain aria-busy={settings === undefined || undefined}>
		<thead>
			<tr>
				{columns.map((name) => (
					<Th key={name}>{name}</Th>
				))}
			</tr>
		</thead>
		<tbody className="[&_tr:last-child_td]:border-b-0">
			{settings === undefined ? (
				<SkeletonRows rows={12} columns={columns.length} />
			) : (
				settings.map((setting) => (
					<tr key={setting.name} data-setting={setting.name}>
						<Td className="font-mono text-12 whitespace-nowrap">{setting.name}</Td>
						<Td className="max-w-96 text-12 break-all">
							<Value setting={setting} />
						</Td>
						<Td className={setting.source === "default" ? "text-ink-faint" : "font-medium"}>{text.sources[setting.source]}</Td>
						<Td className="min-w-64 text-12 text-ink-soft">{setting.description}</Td>
					</tr>
				))
			)}
		</tbody>
	</Table>
);

function Value({ setting: { value, isSet, isSecret, source, default: standard } }: { readonly setting: Setting }) {
	if (isSecret) return <span className="text-ink-faint">{isSet ? text.secretSet : text.notSet}</span>;
	if (value === null) return <span className="text-ink-faint">{text.notSet}</span>;
	return (
		<>
			<code>{value}</code>
			{source !== "default" && standard !== null && <span className="ml-2 text-ink-faint">{text.isDefault(standard)}</span>}
		</>
	);
}
