"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { adminText } from "@/text/admin.ts";
import { tenantText } from "@/text/admin-tenants.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";
import type { Tenant } from "./tenant.ts";
import { limitsOf, TenantFields } from "./tenant-fields.tsx";

const text = tenantText.quota;

interface QuotaDialogProps {
	readonly tenant: Tenant;
	readonly onClose: () => void;
}

/** Changes what a tenant may have, beside what it has; whoever changed it meanwhile is not overwritten. */
export function QuotaDialog({ tenant, onClose }: QuotaDialogProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const setQuota = useMutation(
		trpc.admin.tenants.setQuota.mutationOptions({
			onSuccess: async () => {
				await queries.invalidateQueries({ queryKey: trpc.admin.tenants.list.pathKey() });
				toast(text.saved(tenant.name));
				onClose();
			},
		}),
	);
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setQuota.mutate({ tenantId: tenant.id, expectedRevision: tenant.revision, ...limitsOf(new FormData(event.currentTarget)) });
	};
	const { leases, retained } = tenant.use;
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={text.title(tenant.name)}
			description={text.effect(leases, retained.records, formatBytes(retained.bytes))}
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TenantFields tenant={tenant} />
				{setQuota.error && <ProblemPanel title={text.failed} problem={toProblem(setQuota.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={onClose}>{adminText.cancel}</Button>
					<Button type="submit" look="primary" busy={setQuota.isPending}>
						{text.save}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
