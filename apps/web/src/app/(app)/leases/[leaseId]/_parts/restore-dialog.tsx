"use client";
import { LEASE_NAME, LEASE_NAME_RULE, newId, type RetentionView } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

interface RestoreDialogProps {
	readonly retention: RetentionView;
	readonly onOpenChange: (open: boolean) => void;
}

/** Asks how the lease is to be called that is made of retained data, and goes there. */
export function RestoreDialog({ retention, onOpenChange }: RestoreDialogProps) {
	const trpc = useTRPC();
	const router = useRouter();
	const [name, setName] = useState(retention.leaseName);
	const [idempotencyKey, setKey] = useState<string>(() => newId());
	const restore = useMutation(trpc.retention.restore.mutationOptions({ onSuccess: ({ leaseId }) => router.push(`/leases/${leaseId}`) }));
	const isName = LEASE_NAME.test(name);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (isName && !restore.isPending) restore.mutate({ retentionId: retention.id, name, idempotencyKey });
	};
	return (
		<Dialog
			open
			onOpenChange={onOpenChange}
			title="Restore as a new lease"
			description="The new lease has the manifest, the sizes and the data of the closed one, which stays closed."
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField
					label="Name of the new lease"
					value={name}
					error={isName ? null : LEASE_NAME_RULE}
					onChange={({ target }) => {
						setName(target.value);
						setKey(newId());
					}}
					autoComplete="off"
					spellCheck={false}
					mono
				/>
				{restore.error && <ProblemPanel title="The lease was not made" problem={toProblem(restore.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>Cancel</Button>
					<Button
						type="submit"
						look="primary"
						refusal={isName ? null : "Give the lease a name first"}
						busy={restore.isPending || restore.isSuccess}
					>
						Restore
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
