"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { sampleImage } from "./samples.ts";

/** The image for a sample on this host; undefined while it is found out. */
export function useSampleImage(): string | null | undefined {
	const trpc = useTRPC();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const leases = useQuery(trpc.lease.list.queryOptions({ limit: 20, includeClosed: true }));
	if (policy.data === undefined || (leases.data === undefined && leases.error === null)) return undefined;
	const known = leases.data?.leases.flatMap(({ images }) => images) ?? [];
	return sampleImage(policy.data.allowedRegistries, known);
}
