"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { tenantDialogText as text } from "@/text/admin-parts.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { limitsOf, TenantFields } from "./tenant-fields.tsx";

export function TenantDialog({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const create = useMutation(
		trpc.admin.tenants.create.mutationOptions({
			onSuccess: async () => {
				await queries.invalidateQueries({ queryKey: trpc.admin.tenants.list.pathKey() });
				onOpenChange(false);
			},
		}),
	);
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		create.mutate({ name: String(form.get("name")), ...limitsOf(form) });
	};
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.newTenant} description={text.limitsMayStayEmptyThen}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label={text.name} name="name" required maxLength={64} autoComplete="off" />
				<TenantFields />
				{create.error && <ProblemPanel title={text.theTenantWasNotMade} problem={toProblem(create.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
					<Button type="submit" look="primary" busy={create.isPending}>
						{text.createTenant}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
