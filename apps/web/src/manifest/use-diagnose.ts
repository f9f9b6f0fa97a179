"use client";
import { useQuery } from "@tanstack/react-query";
import type { Diagnosis } from "./diagnose.ts";

/** The rules of manifests, once they are wanted and loaded: they come with a schema library that no page ought to wait for that reads none. */
export const useDiagnose = (isWanted: boolean) =>
	useQuery({
		enabled: isWanted,
		queryKey: ["code", "diagnose"],
		queryFn: async () => (await import("./diagnose.ts")).diagnose,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: Number.POSITIVE_INFINITY,
	});

/** What is known of a text before the rules are there: what it says, but not whether that may be so. */
export function diagnoseLater(text: string): Diagnosis {
	try {
		const value: unknown = JSON.parse(text);
		return { manifest: null, value, diagnostics: [] };
	} catch {
		return { manifest: null, value: undefined, diagnostics: [] };
	}
}
