"use client";
import { useQuery } from "@tanstack/react-query";

/** The rules of manifests, once they are loaded: they come with a schema library that no page ought to wait for that reads none. */
export const useDiagnose = () =>
	useQuery({
		queryKey: ["code", "diagnose"],
		queryFn: async () => (await import("./diagnose.ts")).diagnose,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: Number.POSITIVE_INFINITY,
	});
