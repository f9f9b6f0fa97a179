"use client";
import type { RetentionView } from "@berth/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Problem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { uploadArchive } from "@/data/upload-archive.ts";
import { formatBytes } from "@/format/bytes.ts";
import { retainedText } from "@/text/retained.ts";
import { importDialogText as words } from "@/text/retained-parts.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { Field, inputClass, TextField } from "@/ui/field.tsx";
import { Meter } from "@/ui/meter.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";

const text = retainedText.importing;

/** Sends an archive and shows how far it is; closed meanwhile, it stops. */
export function ImportDialog({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const { data: policy } = useQuery(trpc.policy.get.queryOptions());
	const [file, setFile] = useState<File | null>(null);
	const [sizes, setSizes] = useState("");
	const [sent, setSent] = useState<number | null>(null);
	const [problem, setProblem] = useState<Problem | null>(null);
	const stop = useRef(new AbortController());
	useEffect(() => () => stop.current.abort(), []);
	const skus = readSizes(sizes);
	const refusal = file === null || policy === undefined ? text.choose : skus === null ? text.badSizes : null;
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		if (file === null || skus === null || policy === undefined || sent !== null) return;
		stop.current = new AbortController();
		setProblem(null);
		setSent(0);
		const end = await uploadArchive({ file, tenantId: policy.tenant.id, skus, onSent: setSent, signal: stop.current.signal });
		setSent(null);
		if (end.kind === "failed") setProblem(end.problem);
		else if (end.kind === "stopped") toast(text.stopped);
		else await tellDone(end.record);
	};
	const tellDone = async ({ leaseName }: RetentionView) => {
		toast(text.done(leaseName));
		onOpenChange(false);
		await queries.invalidateQueries({ queryKey: trpc.retention.pathKey() });
	};
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.title} description={text.hint}>
			<form onSubmit={(event) => void submit(event)} className="mt-4 grid gap-4">
				<TextField
					label={text.file}
					type="file"
					accept=".tar,application/x-tar"
					className="py-1"
					disabled={sent !== null}
					onChange={({ target }) => setFile(target.files?.[0] ?? null)}
				/>
				<Field label={text.sizes} hint={text.sizesHint} error={skus === null ? text.badSizes : null}>
					{(ids) => (
						<textarea
							{...ids}
							rows={2}
							spellCheck={false}
							className={`${inputClass(skus === null)} min-h-14 py-1.5 font-mono`}
							value={sizes}
							onChange={({ target }) => setSizes(target.value)}
						/>
					)}
				</Field>
				{file !== null && sent !== null && (
					<div className="grid gap-1">
						<Meter
							label={text.title}
							value={sent}
							max={file.size}
							text={text.sent(formatBytes(sent), formatBytes(file.size))}
							tone="work"
						/>
						<p className="text-12 text-ink-soft tabular-nums">
							{sent >= file.size ? text.reading : text.sent(formatBytes(sent), formatBytes(file.size))}
						</p>
					</div>
				)}
				{problem && <ProblemPanel title={text.failed} problem={problem} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => (sent === null ? onOpenChange(false) : stop.current.abort())}>
						{sent === null ? words.cancel : text.stop}
					</Button>
					<Button type="submit" look="primary" refusal={refusal} busy={sent !== null}>
						{text.action}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}

/** Sizes by service; null when a line is none. */
function readSizes(lines: string): Readonly<Record<string, string>> | null {
	const pairs = lines
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "")
		.map((line) => /^([a-z0-9-]{1,63})\s*[=:]\s*(\S{1,64})$/.exec(line));
	return pairs.every((pair) => pair !== null) ? Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""])) : null;
}
