"use client";
import type { RouterOutputs } from "@berth/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { limitsOf, TenantFields } from "./tenant-fields.tsx";

type Tenant = RouterOutputs["admin"]["tenants"]["list"]["tenants"][number];

interface QuotaDialogProps {
	readonly tenant: Tenant;
	readonly onOpenChange: (open: boolean) => void;
}

/** What a tenant has at present, in a sentence. */
const holdingsOf = ({ use }: Tenant): string =>
	`It has ${use.leases} open leases, and the data of ${use.retained.records} closed ones: ${formatBytes(use.retained.bytes)}.`;

/** Changes what a tenant may have, and whether it gets anything new. */
export function QuotaDialog({ tenant, onOpenChange }: QuotaDialogProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const onSuccess = async () => {
		await queries.invalidateQueries({ queryKey: trpc.admin.tenants.list.pathKey() });
		onOpenChange(false);
	};
	const setQuota = useMutation(trpc.admin.tenants.setQuota.mutationOptions({ onSuccess }));
	const suspend = useMutation(trpc.admin.tenants.suspend.mutationOptions({ onSuccess }));
	const resume = useMutation(trpc.admin.tenants.resume.mutationOptions({ onSuccess }));
	const isSuspended = tenant.suspendedAt !== null;
	const error = setQuota.error ?? suspend.error ?? resume.error;
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setQuota.mutate({ tenantId: tenant.id, expectedRevision: tenant.revision, ...limitsOf(new FormData(event.currentTarget)) });
	};
	return (
		<Dialog
			open
			onOpenChange={onOpenChange}
			title={`Limits of ${tenant.name}`}
			description={`${holdingsOf(tenant)} A limit below what it has refuses what is new and takes nothing away, but for retained data: above a cap its oldest goes with the next close.`}
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TenantFields tenant={tenant} />
				{error && <ProblemPanel title="The tenant was not changed" problem={toProblem(error)} />}
				<div className="flex flex-wrap justify-end gap-2">
					<Button
						className="mr-auto"
						look={isSuspended ? "plain" : "danger"}
						busy={suspend.isPending || resume.isPending}
						onClick={() => (isSuspended ? resume : suspend).mutate({ tenantId: tenant.id })}
					>
						{isSuspended ? "Resume" : "Suspend: nothing new"}
					</Button>
					<Button onClick={() => onOpenChange(false)}>Cancel</Button>
					<Button type="submit" look="primary" busy={setQuota.isPending}>
						Save limits
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
