"use client";
import { clsx } from "clsx";
import { type KeyboardEvent, useMemo, useRef } from "react";
import type { Diagnostic } from "@/manifest/diagnose.ts";
import { toJsonTokens } from "@/manifest/json-tokens.ts";

interface ManifestEditorProps {
	readonly text: string;
	readonly diagnostics: readonly Diagnostic[];
	readonly onChange: (text: string) => void;
}

const colours = { key: "text-accent", text: "text-[var(--series-3)]", value: "text-[var(--series-1)]", plain: "text-ink-soft" } as const;
const LINES_MIN = 12;
const LINES_MAX = 30;

/** A text field with line numbers that show where a rule is broken, and the colours of JSON beneath the letters. */
export function ManifestEditor({ text, diagnostics, onChange }: ManifestEditorProps) {
	const gutter = useRef<HTMLDivElement>(null);
	const paint = useRef<HTMLPreElement>(null);
	const lines = text.split("\n").length;
	const bad = useMemo(() => new Map(diagnostics.map(({ line, message }) => [line, message])), [diagnostics]);
	const tokens = useMemo(() => toJsonTokens(text), [text]);
	return (
		<div
			className={clsx(
				"flex overflow-hidden rounded-control border bg-sunken font-mono text-12 leading-5",
				bad.size > 0 ? "border-bad" : "border-line-strong",
			)}
		>
			<div ref={gutter} aria-hidden="true" className="shrink-0 overflow-hidden border-r py-2 text-right text-ink-faint select-none">
				{Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
					<div
						key={line}
						title={bad.get(line)}
						className={clsx("h-5 pr-2 pl-3 tabular-nums", bad.has(line) && "font-semibold text-bad tint")}
					>
						{line}
					</div>
				))}
			</div>
			<div className="relative min-w-0 flex-1">
				<pre ref={paint} aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden p-2 forced-colors:hidden">
					{tokens.map(({ at, kind, text: part }) => (
						<span key={at} className={colours[kind]}>
							{part}
						</span>
					))}
				</pre>
				<textarea
					aria-label="Manifest as JSON"
					aria-invalid={bad.size > 0 || undefined}
					wrap="off"
					spellCheck={false}
					autoCapitalize="off"
					autoComplete="off"
					rows={Math.min(LINES_MAX, Math.max(LINES_MIN, lines + 1))}
					value={text}
					onChange={({ target }) => onChange(target.value)}
					onKeyDown={keepIndent}
					onScroll={({ currentTarget }) => {
						if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop;
						if (paint.current) paint.current.scrollTo(currentTarget.scrollLeft, currentTarget.scrollTop);
					}}
					className="relative block w-full resize-none overflow-auto bg-transparent p-2 whitespace-pre text-transparent caret-ink -outline-offset-2 forced-colors:text-current"
				/>
			</div>
		</div>
	);
}

/** A new line begins where the last one did. */
function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>): void {
	if (event.key !== "Enter" || event.shiftKey || event.metaKey || event.ctrlKey) return;
	const { value, selectionStart } = event.currentTarget;
	const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
	const indent = /^\s*/.exec(line)?.[0] ?? "";
	const deeper = /[{[]\s*$/.test(line) ? "  " : "";
	event.preventDefault();
	// Old, but the only way to insert that the browser's own undo knows of.
	document.execCommand("insertText", false, `\n${indent}${deeper}`);
}
