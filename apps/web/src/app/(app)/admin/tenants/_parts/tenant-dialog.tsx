"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

const GiB = 2 ** 30;

/** A limit as it is typed, in the unit of its field; empty for none. */
const limitOf = (value: FormDataEntryValue | null, unit: number): number | null =>
	typeof value === "string" && value.trim() !== "" ? Math.round(Number(value) * unit) : null;

export function TenantDialog({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const create = useMutation(
		trpc.admin.tenants.create.mutationOptions({
			onSuccess: async () => {
				await queries.invalidateQueries({ queryKey: trpc.admin.tenants.list.queryKey() });
				onOpenChange(false);
			},
		}),
	);
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		create.mutate({
			name: String(fields.get("name")),
			leasesMax: limitOf(fields.get("leases"), 1),
			cpuMillisMax: limitOf(fields.get("cpu"), 1_000),
			memoryBytesMax: limitOf(fields.get("memory"), GiB),
			diskBytesMax: limitOf(fields.get("disk"), GiB),
		});
	};
	const number = { type: "number", min: 0, step: "any", placeholder: "no limit" } as const;
	return (
		<Dialog
			open
			onOpenChange={onOpenChange}
			title="New tenant"
			description="Limits may stay empty; then only the nodes' capacity bounds it."
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label="Name" name="name" required maxLength={64} autoComplete="off" />
				<div className="grid grid-cols-2 gap-3">
					<TextField label="Leases at most" name="leases" {...number} step={1} />
					<TextField label="CPU at most" name="cpu" {...number} />
					<TextField label="Memory at most, GiB" name="memory" {...number} />
					<TextField label="Disk at most, GiB" name="disk" {...number} />
				</div>
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
