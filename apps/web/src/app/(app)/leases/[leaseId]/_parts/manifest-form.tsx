"use client";
import type { LeaseDetail } from "@berth/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { toText } from "@/manifest/container-form.ts";
import { diagnose } from "@/manifest/diagnose.ts";
import { DiagnosticList } from "@/manifest/diagnostic-list.tsx";
import { ManifestEditor } from "@/manifest/manifest-editor.tsx";
import { manifestFormText as words } from "@/text/lease-release.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ChangePlan } from "./change-plan.tsx";
import { useCommand } from "./use-command.tsx";

interface ManifestFormProps {
	readonly lease: LeaseDetail;
	readonly release: NonNullable<LeaseDetail["release"]>;
	readonly onDone: () => void;
}

/** Another manifest is written for the lease, by the rules it will be measured by. */
export function ManifestForm({ lease, release, onDone }: ManifestFormProps) {
	const trpc = useTRPC();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const [text, setText] = useState(() => toText(release.manifest));
	const [note, setNote] = useState("");
	// What was read when the form was opened: a release made meanwhile by somebody else is not overwritten unseen.
	const [expectedRelease] = useState(release.number);
	const allowed = policy.data?.allowedRegistries ?? null;
	const { value, manifest, diagnostics } = useMemo(() => diagnose(text, allowed), [text, allowed]);
	const plan = useMutation(trpc.lease.planUpdate.mutationOptions());
	const { send, isPending, problem, reset } = useCommand<{ manifest: unknown; note?: string; expectedRelease: number }>({
		leaseId: lease.id,
		said: "Update accepted",
		call: (client, input) => client.lease.update.mutate(input),
		onAccepted: onDone,
	});
	const edit = (next: string) => {
		setText(next);
		plan.reset();
		reset();
	};
	const refusal = refuses("change", lease) ?? (manifest ? null : "Mend the manifest first");
	const said = note.trim();
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.querySelector("textarea")?.focus(), []);
	return (
		<div ref={box} className="grid grid-cols-[minmax(0,1fr)] gap-3">
			<ManifestEditor text={text} diagnostics={diagnostics} onChange={edit} />
			<DiagnosticList diagnostics={diagnostics} withLines />
			<TextField label={words.noteForTheListOf} value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
			{plan.data && <ChangePlan plan={plan.data} />}
			{plan.error && <ProblemPanel title={words.thisCannotBecomeARelease} problem={toProblem(plan.error)} />}
			{problem && <ProblemPanel title={words.theUpdateWasRefused} problem={problem} />}
			<div className="flex flex-wrap justify-end gap-2">
				<Button
					refusal={manifest ? null : words.mendTheManifestFirst}
					busy={plan.isPending}
					onClick={() => plan.mutate({ leaseId: lease.id, manifest: value, expectedRelease })}
				>
					{words.whatWouldChange}
				</Button>
				<Button
					look="primary"
					refusal={refusal}
					busy={isPending}
					onClick={() => send({ manifest: value, expectedRelease, ...(said !== "" && { note: said }) })}
				>
					{plan.data ? words.updateToRelease(plan.data.release) : words.updateTheLease}
				</Button>
			</div>
		</div>
	);
}
