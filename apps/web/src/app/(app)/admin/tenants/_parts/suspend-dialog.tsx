"use client";
import { useTRPCClient } from "@/data/trpc.ts";
import { tenantText } from "@/text/admin-tenants.ts";
import { ActDialog } from "../../_parts/act-dialog.tsx";
import type { Tenant } from "./tenant.ts";

const text = tenantText;

interface SuspendDialogProps {
	readonly tenant: Tenant;
	readonly onDone: () => Promise<unknown>;
	readonly onClose: () => void;
}

/** Says in numbers what a suspension would mean for a tenant, and suspends it. */
export function SuspendDialog({ tenant, onDone, onClose }: SuspendDialogProps) {
	const client = useTRPCClient();
	const { id, name, use } = tenant;
	return (
		<ActDialog
			title={text.suspendTitle(name)}
			effect={text.suspendEffect(use.leases, use.retained.records)}
			action={text.suspend}
			look="danger"
			said={text.suspendSaid(name)}
			failed={text.suspendFailed}
			run={() => client.admin.tenants.suspend.mutate({ tenantId: id })}
			onDone={onDone}
			onClose={onClose}
		/>
	);
}
