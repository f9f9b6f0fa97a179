"use client";
import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";
import type { CodeEditor } from "@/manifest/code-editor.ts";
import type { Diagnostic } from "@/manifest/diagnose.ts";
import { Bone } from "@/ui/skeleton.tsx";
import { useLate } from "@/ui/use-late.ts";

const loadEditor = () => import("@/manifest/code-editor.ts");

interface ManifestEditorProps {
	readonly text: string;
	readonly diagnostics: readonly Diagnostic[];
	readonly onChange: (text: string) => void;
}

/** The text of a manifest with its colours, what it may have next, and what is wrong with it by line. It is loaded when it is first shown. */
export function ManifestEditor({ text, diagnostics, onChange }: ManifestEditorProps) {
	const place = useRef<HTMLDivElement>(null);
	const [editor, setEditor] = useState<CodeEditor | null>(null);
	const part = useLate(true, loadEditor);
	const latest = useRef({ text, onChange });
	latest.current = { text, onChange };
	useEffect(() => {
		if (part === null || place.current === null) return;
		const made = part.createCodeEditor({
			parent: place.current,
			text: latest.current.text,
			label: "Manifest as JSON",
			onChange: (next) => latest.current.onChange(next),
		});
		setEditor(made);
		return () => {
			made.end();
			setEditor(null);
		};
	}, [part]);
	useEffect(() => editor?.setText(text), [editor, text]);
	useEffect(() => editor?.setDiagnostics(diagnostics), [editor, diagnostics]);
	return (
		<div
			ref={place}
			className={clsx(
				"min-h-60 overflow-hidden rounded-control border bg-sunken",
				diagnostics.length > 0 ? "border-bad" : "border-line-strong",
			)}
		>
			{editor === null && <Bone className="m-3 w-1/2" />}
		</div>
	);
}
