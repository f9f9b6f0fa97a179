"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
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
		<Dialog
			open
			onOpenChange={onOpenChange}
			title="New tenant"
			description="Limits may stay empty; then only the nodes' capacity bounds it."
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label="Name" name="name" required maxLength={64} autoComplete="off" />
				<TenantFields />
				{create.error && <ProblemPanel title="The tenant was not made" problem={toProblem(create.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>Cancel</Button>
					<Button type="submit" look="primary" busy={create.isPending}>
						Create tenant
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
