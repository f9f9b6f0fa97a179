"use client";
import { newId } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";

/**
 * Asks for a restart or a close. One question has one idempotency key: pressed twice, or sent again after a lost answer, it
 * is done once.
 */
export function useCommand(kind: "restart" | "close", leaseId: string, onAccepted: () => void) {
	const trpc = useTRPC();
	const [idempotencyKey] = useState<string>(() => newId());
	const options = {
		onSuccess: () => {
			toast(kind === "restart" ? "Restart accepted" : "Close accepted", { description: "The timeline shows how it goes." });
			onAccepted();
		},
	};
	const restart = useMutation(trpc.lease.restart.mutationOptions(options));
	const close = useMutation(trpc.lease.close.mutationOptions(options));
	const { mutate, isPending, error } = kind === "restart" ? restart : close;
	return { send: () => mutate({ leaseId, idempotencyKey }), isPending, problem: error ? toProblem(error) : null };
}
