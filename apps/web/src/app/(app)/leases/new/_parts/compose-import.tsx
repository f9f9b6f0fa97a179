"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { useSettled } from "@/data/use-settled.ts";
import { toText } from "@/manifest/container-form.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Field, inputClass } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ComposeTable } from "./compose-table.tsx";
import type { Draft } from "./draft.ts";

const text = newLeaseText.compose;

/** After so long without a key the file is read. */
const PAUSE_MS = 400;

interface ComposeImportProps {
	readonly draft: Draft;
	readonly onChange: (changed: Partial<Draft>) => void;
}

/** A Compose file, what becomes of each part of it, and the manifest it is then. The server reads it. */
export function ComposeImport({ draft, onChange }: ComposeImportProps) {
	const client = useTRPCClient();
	const { compose } = draft;
	const asked = useSettled(compose, PAUSE_MS);
	const found = useQuery({
		queryKey: ["compose", asked],
		queryFn: ({ signal }) => client.manifest.fromCompose.mutate({ text: asked.text, accept: [...asked.accept] }, { signal }),
		enabled: asked.text.trim() !== "",
		placeholderData: keepPreviousData,
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
	});
	const result = asked.text.trim() === "" || found.error ? undefined : found.data;
	const latest = useRef({ draft, onChange });
	latest.current = { draft, onChange };
	// Each answer writes its manifest once; from then on it is the reader's to change.
	useEffect(() => {
		const { draft: now, onChange: change } = latest.current;
		const next = result?.ok === true && result.manifest !== null ? toText(result.manifest) : "";
		if (result === undefined && now.texts.compose === "") return;
		const sizes = Object.fromEntries(
			(result?.items ?? []).map(({ service, quantity, sku }) => [service, { quantity, ...(sku !== null && { sku }) }]),
		);
		change({
			texts: { ...now.texts, compose: next },
			sizes,
			...(now.name === "" && result?.name ? { name: result.name } : {}),
		});
	}, [result]);
	const setText = (next: string) => onChange({ compose: { text: next, accept: [] } });
	const accept = (path: string, isAccepted: boolean) =>
		onChange({ compose: { ...compose, accept: isAccepted ? [...compose.accept, path] : compose.accept.filter((held) => held !== path) } });
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-3">
			<Field label={text.label} hint={text.hint}>
				{(ids) => (
					<textarea
						{...ids}
						rows={12}
						wrap="off"
						spellCheck={false}
						className={`${inputClass()} min-h-48 resize-y py-2 font-mono text-12`}
						value={compose.text}
						onChange={({ target }) => setText(target.value)}
					/>
				)}
			</Field>
			<label className={`${buttonClass("plain", true)} w-fit cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-accent`}>
				{text.file}
				<input
					type="file"
					accept=".yml,.yaml"
					className="sr-only"
					onChange={({ target }) => void target.files?.[0]?.text().then(setText)}
				/>
			</label>
			{found.isFetching && <p className="text-ink-faint">{text.reading}</p>}
			{found.error && asked.text.trim() !== "" && <ProblemPanel title={text.failed} problem={toProblem(found.error)} />}
			{result && (
				<>
					<ComposeTable rows={result.table} accepted={compose.accept} onAccept={accept} />
					{result.ok ? <p className="text-12 text-ink-soft">{text.result}</p> : <p className="text-warn">{text.blocked}</p>}
				</>
			)}
		</div>
	);
}
