import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonLanguage } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completeManifest } from "./complete-manifest.ts";
import type { Diagnostic } from "./diagnose.ts";

export interface CodeEditor {
	/** Shows another text unless it is the one that stands there. */
	setText(text: string): void;
	setDiagnostics(diagnostics: readonly Diagnostic[]): void;
	end(): void;
}

interface CodeEditorOptions {
	readonly parent: HTMLElement;
	readonly text: string;
	readonly label: string;
	readonly onChange: (text: string) => void;
}

/**
 * An editor of manifests: names and values of their rules are offered, broken ones are marked where they stand. Tab leaves it, as
 * everywhere on a page; Ctrl+] and Ctrl+[ indent.
 */
export function createCodeEditor({ parent, text, label, onChange }: CodeEditorOptions): CodeEditor {
	let isOurs = false;
	const view = new EditorView({
		parent,
		state: EditorState.create({
			doc: text,
			extensions: [
				...base,
				EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", spellcheck: "false", autocapitalize: "off" }),
				EditorView.updateListener.of(({ docChanged, state }) => {
					if (docChanged && !isOurs) onChange(state.doc.toString());
				}),
			],
		}),
	});
	return {
		setText: (next) => {
			if (next === view.state.doc.toString()) return;
			isOurs = true;
			view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
			isOurs = false;
		},
		setDiagnostics: (diagnostics) => {
			const { doc } = view.state;
			const marks = diagnostics.map(({ line, message, path }) => {
				const at = doc.line(Math.min(doc.lines, Math.max(1, line ?? 1)));
				const indent = /^\s*/.exec(at.text)?.[0].length ?? 0;
				const said = path === "" ? message : `${path}: ${message}`;
				return { from: at.from + Math.min(indent, at.length), to: at.to, severity: "error" as const, message: said };
			});
			view.dispatch(setDiagnostics(view.state, marks));
			view.contentDOM.setAttribute("aria-invalid", String(marks.length > 0));
		},
		end: () => view.destroy(),
	};
}

const colours = HighlightStyle.define([
	{ tag: tags.propertyName, color: "var(--accent)" },
	{ tag: tags.string, color: "var(--series-3)" },
	{ tag: [tags.number, tags.bool, tags.null], color: "var(--series-1)" },
	{ tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--ink-soft)" },
]);

const look = EditorView.theme({
	"&": { color: "var(--ink)", backgroundColor: "var(--sunken)", fontSize: "12px", minHeight: "15rem", maxHeight: "38rem" },
	"&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
	".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px", minHeight: "15rem", maxHeight: "38rem", overflow: "auto" },
	".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
	".cm-cursor": { borderLeftColor: "var(--ink)" },
	".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-faint)", borderRight: "1px solid var(--line)" },
	"&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
		backgroundColor: "color-mix(in oklab, var(--accent) 30%, transparent)",
	},
	".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--hover)", outline: "1px solid var(--line-strong)" },
	".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "6px" },
	".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
	".cm-diagnostic": { fontFamily: "var(--font-sans)" },
	".cm-diagnostic-error": { borderLeftColor: "var(--state-bad)" },
});

const base: readonly Extension[] = [
	lineNumbers(),
	history(),
	drawSelection(),
	indentOnInput(),
	indentUnit.of("  "),
	bracketMatching(),
	closeBrackets(),
	json(),
	jsonLanguage.data.of({ autocomplete: completeManifest }),
	autocompletion({ icons: false }),
	lintGutter(),
	syntaxHighlighting(colours),
	look,
	keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
];
