"use client";
import { LEASE_NAME, LEASE_NAME_RULE, newId, type RetentionView } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { restoreDialogText as text } from "@/text/lease-settings.ts";
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
		<Dialog open onOpenChange={onOpenChange} title={text.restoreAsANewLease} description={text.theNewLeaseHasThe}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField
					label={text.nameOfTheNewLease}
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
				{restore.error && <ProblemPanel title={text.theLeaseWasNotMade} problem={toProblem(restore.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
					<Button
						type="submit"
						look="primary"
						refusal={isName ? null : text.giveTheLeaseAName}
						busy={restore.isPending || restore.isSuccess}
					>
						{text.restore}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
