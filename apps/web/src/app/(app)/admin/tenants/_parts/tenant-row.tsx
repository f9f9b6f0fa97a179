"use client";
import { useMutation } from "@tanstack/react-query";
import { Gauge, UserPlus } from "lucide-react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { shortId } from "@/format/lease.ts";
import { tenantRowText as words } from "@/text/admin-parts.ts";
import { tenantText } from "@/text/admin-tenants.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import { toast } from "@/ui/toast.ts";
import type { Tenant, TenantAct } from "./tenant.ts";

const text = tenantText;

interface TenantRowProps {
	readonly tenant: Tenant;
	readonly onAct: (act: TenantAct) => void;
	readonly onChange: () => Promise<unknown>;
}

/** One tenant: what it has of what it may, and what can be done. Resuming takes nothing from anybody, so nothing is asked before it. */
export function TenantRow({ tenant, onAct, onChange }: TenantRowProps) {
	const { id, name, use, suspendedAt } = tenant;
	const resume = useMutation(
		useTRPC().admin.tenants.resume.mutationOptions({
			onSuccess: async () => {
				await onChange();
				toast(text.resumeSaid(name));
			},
			onError: (error) =>
				toast.error(text.resumeFailed, { description: toProblem(error).message, duration: Number.POSITIVE_INFINITY, closeButton: true }),
		}),
	);
	return (
		<tr data-tenant={name}>
			<Td className="font-medium whitespace-nowrap">
				<Link
					href={`/admin/leases?q=${encodeURIComponent(name)}`}
					data-row-link
					title={text.leasesOf(name)}
					className="rounded hover:underline"
				>
					{name}
				</Link>
				{suspendedAt !== null && <StateMark mark={{ shape: "warn", word: text.suspendedMark }} className="ml-2 text-12" />}
			</Td>
			<Td className="whitespace-nowrap">
				<code className="align-middle text-12 text-ink-soft">{shortId(id)}</code>
				<CopyButton text={id} what={words.idOf(name)} />
			</Td>
			<OfLimit used={use.leases} max={tenant.leasesMax} format={String} />
			<OfLimit used={use.cpuMillis} max={tenant.cpuMillisMax} format={formatCpu} />
			<OfLimit used={use.memoryBytes} max={tenant.memoryBytesMax} format={formatBytes} />
			<OfLimit used={use.diskBytes} max={tenant.diskBytesMax} format={formatBytes} />
			<OfLimit used={use.retained.bytes} max={tenant.retainedBytesMax} format={formatBytes} />
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={tenant.createdAt} />
			</Td>
			<Td className="text-right whitespace-nowrap">
				<Button small onClick={() => onAct("limits")} aria-label={text.limitsOf(name)} className="mr-1">
					<Gauge className="size-3.5" aria-hidden />
					{text.limits}
				</Button>
				<Button small onClick={() => onAct("invite")} aria-label={text.inviteTo(name)} className="mr-1">
					<UserPlus className="size-3.5" aria-hidden />
					{text.invite}
				</Button>
				{suspendedAt === null ? (
					<Button small onClick={() => onAct("suspend")} aria-label={text.suspendOf(name)}>
						{text.suspend}
					</Button>
				) : (
					<Button small busy={resume.isPending} onClick={() => resume.mutate({ tenantId: id })} aria-label={text.resumeOf(name)}>
						{text.resume}
					</Button>
				)}
			</Td>
		</tr>
	);
}

interface OfLimitProps {
	readonly used: number;
	readonly max: number | null;
	readonly format: (value: number) => string;
}

const OfLimit = ({ used, max, format }: OfLimitProps) => (
	<Td className={max !== null && used > max ? "text-right whitespace-nowrap text-warn" : "text-right whitespace-nowrap"}>
		{format(used)} <span className="text-ink-faint">{max === null ? text.ofNoLimit : words.of(format(max))}</span>
	</Td>
);
