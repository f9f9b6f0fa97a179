import type { ImagePlanView, ProvisionPlanView } from "@berth/core";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import type { Policy } from "./draft.ts";

const text = newLeaseText.review;

/** A dry run: containers, ports, volumes and images, in numbers, and whether it would be taken. */
export function PlanView({ plan, policy }: { readonly plan: ProvisionPlanView; readonly policy: Policy }) {
	const { cpuMillisMax, memoryBytesMax, diskBytesMax } = policy.tenant;
	const instances = plan.services.reduce((sum, { quantity }) => sum + quantity, 0);
	const figures = [
		[text.figures.instances, String(instances), null],
		[text.figures.cpu, formatCpu(plan.holds.cpuMillis), cpuMillisMax === null ? null : formatCpu(cpuMillisMax)],
		[text.figures.memory, formatBytes(plan.holds.memoryBytes), memoryBytesMax === null ? null : formatBytes(memoryBytesMax)],
		[text.figures.disk, formatBytes(plan.holds.diskBytes), diskBytesMax === null ? null : formatBytes(diskBytesMax)],
	] as const;
	return (
		<div data-testid="plan" className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<Admission admission={plan.admission} />
			<div className="rounded-control border">
				<Table label={text.made}>
					<thead>
						<tr>
							<Th>{text.columns.service}</Th>
							<Th>{text.columns.image}</Th>
							<Th>{text.columns.size}</Th>
							<Th className="text-right">{text.columns.instances}</Th>
							<Th>{text.columns.ports}</Th>
							<Th>{text.columns.volume}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{plan.services.map(({ service, role, image, sku, quantity, ports, volume }) => (
							<tr key={service}>
								<Td className="font-medium">
									{service} {role !== "main" && <span className="font-normal text-ink-faint">{role}</span>}
								</Td>
								<Td className="max-w-72 truncate font-mono text-12">{image}</Td>
								<Td>{sku}</Td>
								<Td className="text-right">{quantity}</Td>
								<Td className="font-mono text-12">
									{ports.map(({ port, protocol, stable }) => `${port}/${protocol}${stable ? ` ${text.stable}` : ""}`).join(" ") || "–"}
								</Td>
								<Td className="whitespace-nowrap">{volume === null ? "–" : text.volume(volume.count, formatBytes(volume.bytes))}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			</div>
			<div className="rounded-control border">
				<Table label={text.images}>
					<thead>
						<tr>
							<Th>{text.imageColumns.image}</Th>
							<Th>{text.imageColumns.here}</Th>
							<Th className="text-right">{text.imageColumns.size}</Th>
							<Th>{text.imageColumns.declares}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{plan.images.map((image) => (
							<tr key={image.ref}>
								<Td className="max-w-72 truncate font-mono text-12">{image.ref}</Td>
								<Td className="whitespace-nowrap">{whereIs(image)}</Td>
								<Td className="text-right whitespace-nowrap">{image.sizeBytes === null ? "–" : formatBytes(image.sizeBytes)}</Td>
								<Td className="text-ink-soft">{declared(image)}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			</div>
			<dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
				{figures.map(([label, value, max]) => (
					<div key={label}>
						<dt className="text-12 text-ink-faint">{label}</dt>
						<dd className="text-16 font-medium tabular-nums">
							{value}
							{max !== null && <span className="block text-12 font-normal text-ink-faint">{text.ofTenant(max)}</span>}
						</dd>
					</div>
				))}
			</dl>
		</div>
	);
}

function Admission({ admission: { admitted, node, refusals } }: Pick<ProvisionPlanView, "admission">) {
	if (admitted)
		return (
			<p className="flex items-center gap-2 text-ok">
				<MarkShapeIcon shape="ok" className="size-2.5" />
				{text.admitted(node)}
			</p>
		);
	return (
		<div className="rounded-control border px-3 py-2 text-warn edge">
			<p className="flex items-center gap-2 font-medium">
				<MarkShapeIcon shape="warn" />
				{text.refused}
			</p>
			<ul className="mt-1 grid gap-0.5 text-ink">
				{refusals.map(({ code, message }) => (
					<li key={`${code} ${message}`}>
						{message} <code className="text-12 text-ink-faint">{code}</code>
					</li>
				))}
			</ul>
		</div>
	);
}

function whereIs({ present, pulls }: ImagePlanView): string {
	if (present === null) return text.unknown;
	if (present) return pulls === true ? `${text.here}, ${text.pulled}` : text.here;
	return pulls === false ? text.missing : text.pulled;
}

function declared({ declares }: ImagePlanView): string {
	if (declares === null) return text.unknown;
	const { user, exposedPorts, volumes, hasHealthCheck } = declares;
	return [
		text.user(user),
		...(exposedPorts.length > 0 ? [text.exposes(exposedPorts.join(" "))] : []),
		...(volumes.length > 0 ? [text.declaresVolumes(volumes.join(" "))] : []),
		...(hasHealthCheck ? [text.check] : []),
	].join(", ");
}
