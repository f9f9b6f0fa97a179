"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { toProblem } from "@/data/problem.ts";
import { useStored } from "@/data/stored.ts";
import { useTRPC } from "@/data/trpc.ts";

/** Forgets a tenant that was chosen once in this browser and may not be acted for any more, and starts the page anew. */
export function useLostTenant(): void {
	const trpc = useTRPC();
	const { error } = useQuery(trpc.policy.get.queryOptions());
	const [wanted, setWanted] = useStored("tenant", "");
	const isLost = wanted !== "" && error !== null && toProblem(error).code === "FORBIDDEN";
	useEffect(() => {
		if (!isLost) return;
		setWanted("");
		window.location.reload();
	}, [isLost, setWanted]);
}
