"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { keysText } from "@/text/keys.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { SelectField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import type { KeyView } from "./key-view.ts";
import { ShownKey } from "./shown-key.tsx";

const text = keysText.rotating;

interface RotateKeyDialogProps {
	readonly apiKey: KeyView;
	readonly onOpenChange: (open: boolean) => void;
}

/** Gives a key another text, with a time in which both work. */
export function RotateKeyDialog({ apiKey, onOpenChange }: RotateKeyDialogProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const [overlap, setOverlap] = useState("24h");
	const rotate = useMutation(
		trpc.key.rotate.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.key.list.pathKey() }) }),
	);
	if (rotate.data) return <ShownKey secret={rotate.data.key} onOpenChange={onOpenChange} />;
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={text.title(apiKey.name)}
			effect={text.effect}
			action={text.action}
			busy={rotate.isPending}
			onConfirm={() => rotate.mutate({ keyId: apiKey.id, overlap })}
		>
			<SelectField label={text.overlap} value={overlap} onChange={({ target }) => setOverlap(target.value)}>
				{Object.entries(text.overlaps).map(([value, label]) => (
					<option key={value} value={value}>
						{label}
					</option>
				))}
			</SelectField>
			{rotate.error && <ProblemPanel title={text.refused} problem={toProblem(rotate.error)} />}
		</ConfirmDialog>
	);
}
