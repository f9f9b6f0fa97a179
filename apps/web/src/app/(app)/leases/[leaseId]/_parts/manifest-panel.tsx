"use client";
import type { LeaseDetail } from "@berth/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useValue } from "@/data/value.ts";
import { toText } from "@/manifest/container-form.ts";
import { diagnose } from "@/manifest/diagnose.ts";
import { DiagnosticList } from "@/manifest/diagnostic-list.tsx";
import { ManifestEditor } from "@/manifest/manifest-editor.tsx";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { TextField } from "@/ui/field.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ChangePlan } from "./change-plan.tsx";
import { changing } from "./changing.ts";
import { useCommand } from "./use-command.tsx";

type Release = NonNullable<LeaseDetail["release"]>;

interface ManifestPanelProps {
	readonly lease: LeaseDetail;
	readonly release: Release;
}

/** The manifest of the present release, to read, and to change. */
export function ManifestPanel({ lease, release }: ManifestPanelProps) {
	const isOpen = useValue(changing) === lease.id;
	const setOpen = (open: boolean) => changing.set(open ? lease.id : null);
	const text = toText(release.manifest);
	const aside = isOpen ? (
		<Button small onClick={() => setOpen(false)}>
			Leave as it is
		</Button>
	) : (
		<span className="flex items-center gap-1">
			<CopyButton text={text} what="manifest" />
			<Button small refusal={refuses("change", lease)} onClick={() => setOpen(true)}>
				Change
			</Button>
		</span>
	);
	return (
		<Panel title={`Manifest of release ${release.number}`} aside={aside}>
			{isOpen ? (
				<ManifestForm lease={lease} release={release} onDone={() => setOpen(false)} />
			) : (
				<pre className="max-h-96 overflow-auto text-12">{text}</pre>
			)}
		</Panel>
	);
}

function ManifestForm({ lease, release, onDone }: ManifestPanelProps & { readonly onDone: () => void }) {
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
			<TextField label="Note, for the list of releases" value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
			{plan.data && <ChangePlan plan={plan.data} />}
			{plan.error && <ProblemPanel title="This cannot become a release" problem={toProblem(plan.error)} />}
			{problem && <ProblemPanel title="The update was refused" problem={problem} />}
			<div className="flex flex-wrap justify-end gap-2">
				<Button
					refusal={manifest ? null : "Mend the manifest first"}
					busy={plan.isPending}
					onClick={() => plan.mutate({ leaseId: lease.id, manifest: value, expectedRelease })}
				>
					What would change?
				</Button>
				<Button
					look="primary"
					refusal={refusal}
					busy={isPending}
					onClick={() => send({ manifest: value, expectedRelease, ...(said !== "" && { note: said }) })}
				>
					{plan.data ? `Update to release ${plan.data.release}` : "Update the lease"}
				</Button>
			</div>
		</div>
	);
}
