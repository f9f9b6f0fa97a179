"use client";
import type { RouterOutputs } from "@berth/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "./trpc.ts";
import type { ListScope } from "./use-lease-list.ts";
import { useSettled } from "./use-settled.ts";

export type Glance = RouterOutputs["lease"]["glance"]["leases"][number];

/** A list scrolls over many rows: those it stops at are asked about. */
const SETTLE_MS = 250;
/** A minute is written down some seconds after its end, so more often would say the same. */
const REST_MS = 20_000;
/** While something that is in sight is worked on, its steps are news. */
const BUSY_MS = 3_000;
/** The server's own limit. */
const LEASES_MAX = 100;

/**
 * What the leases in sight use and do, by id. It is what was recorded and no stream: a long list samples no container, and a page
 * that nobody looks at asks nothing.
 */
export function useGlances(scope: ListScope, ids: readonly string[], isBusy: boolean): ReadonlyMap<string, Glance> {
	const trpc = useTRPC();
	const key = useSettled(ids.slice(0, LEASES_MAX).join(" "), SETTLE_MS);
	const input = { leaseIds: key === "" ? [] : key.split(" ") };
	const options = {
		enabled: key !== "",
		placeholderData: keepPreviousData,
		refetchInterval: isBusy ? BUSY_MS : REST_MS,
		staleTime: BUSY_MS,
	};
	const own = useQuery({ ...trpc.lease.glance.queryOptions(input), ...options, enabled: options.enabled && scope === "tenant" });
	const all = useQuery({ ...trpc.admin.leases.glance.queryOptions(input), ...options, enabled: options.enabled && scope === "all" });
	const { data } = scope === "all" ? all : own;
	return useMemo(() => new Map(data?.leases.map((glance) => [glance.leaseId, glance])), [data]);
}
