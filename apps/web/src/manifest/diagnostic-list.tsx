import type { Diagnostic } from "@/manifest/diagnose.ts";
import { diagnosticListText as text } from "@/text/new-lease-parts.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

/** What the manifest breaks, rule by rule; or that it breaks none. */
export function DiagnosticList({ diagnostics, withLines }: { readonly diagnostics: readonly Diagnostic[]; readonly withLines: boolean }) {
	return (
		<div aria-live="polite" data-testid="diagnostics">
			{diagnostics.length === 0 ? (
				<p className="flex items-center gap-2 text-ok">
					<MarkShapeIcon shape="ok" className="size-2.5" />
					{text.theManifestIsValid}
				</p>
			) : (
				<ul className="grid gap-1">
					{diagnostics.map(({ line, path, message }) => (
						<li key={`${line} ${path} ${message}`} className="flex items-baseline gap-2">
							<MarkShapeIcon shape="bad" className="size-2.5 translate-y-px" />
							<span>
								{withLines && line !== null && <span className="mr-2 text-ink-faint tabular-nums">{text.line(line)}</span>}
								{path && <code className="mr-2 text-12">{path}</code>}
								{message}
							</span>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
