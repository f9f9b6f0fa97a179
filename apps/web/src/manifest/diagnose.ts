import { assertImageAllowed, isAppError, type Manifest, parseManifest } from "@berth/core";
import { locateJson } from "./locate-json.ts";

export interface Diagnostic {
	/** Counted from 1; null when the whole text is meant. */
	readonly line: number | null;
	readonly path: string;
	readonly message: string;
}

export type Diagnosis =
	| { readonly manifest: Manifest; readonly value: unknown; readonly diagnostics: readonly [] }
	| { readonly manifest: null; readonly value: unknown; readonly diagnostics: readonly Diagnostic[] };

/** Measures a text by the rules the server will measure it by, and says where each broken one stands. */
export function diagnose(text: string, allowedRegistries: readonly string[] | null): Diagnosis {
	if (text.trim() === "") return failed(undefined, [{ line: null, path: "", message: "The manifest is empty." }]);
	const json = locateJson(text);
	if (!json.ok) return failed(undefined, [{ line: json.line, path: "", message: json.message }]);
	try {
		const manifest = parseManifest(json.value);
		const refused = allowedRegistries === null ? [] : refusedImages(manifest, allowedRegistries);
		if (refused.length === 0) return { manifest, value: json.value, diagnostics: [] };
		return failed(
			json.value,
			refused.map(({ image, message }) => ({ line: lineOfText(text, image), path: "image", message })),
		);
	} catch (err) {
		if (!isAppError(err)) throw err;
		const issues = err.data.issues;
		// parseManifest writes its issues with a path and a message; an image that cannot be read comes with its name alone.
		if (!Array.isArray(issues))
			return failed(json.value, [{ line: lineOfText(text, String(err.data.image)), path: "image", message: err.message }]);
		return failed(
			json.value,
			issues.map(({ path, message }: { path: string; message: string }) => ({ line: nearestLine(json.lineOf, path), path, message })),
		);
	}
}

const failed = (value: unknown, diagnostics: readonly Diagnostic[]): Diagnosis => ({ manifest: null, value, diagnostics });

function refusedImages(manifest: Manifest, allowed: readonly string[]): readonly { readonly image: string; readonly message: string }[] {
	return Object.values(manifest.services).flatMap(({ image }) => {
		try {
			assertImageAllowed(image, allowed);
			return [];
		} catch (err) {
			if (isAppError(err)) return [{ image, message: err.message }];
			throw err;
		}
	});
}

/** The line of a path, or of the closest thing above it that is written: a field that is missing has no line of its own. */
function nearestLine(lineOf: ReadonlyMap<string, number>, path: string): number | null {
	for (let near = path; near !== ""; near = near.slice(0, Math.max(0, near.lastIndexOf(".")))) {
		const line = lineOf.get(near);
		if (line !== undefined) return line;
	}
	return lineOf.get("") ?? null;
}

function lineOfText(text: string, needle: string): number | null {
	const at = text.indexOf(JSON.stringify(needle));
	return at < 0 ? null : text.slice(0, at).split("\n").length;
}
