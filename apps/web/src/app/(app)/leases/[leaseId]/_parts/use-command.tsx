"use client";
import { newId } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { useCommandText as words } from "@/text/lease-summary.ts";
import { Link } from "@/ui/link.tsx";
import { toast } from "@/ui/toast.ts";

type Client = ReturnType<typeof useTRPCClient>;

interface CommandOptions<Input> {
	readonly leaseId: string;
	/** What is said when it was taken: `Restart accepted`. */
	readonly said: string;
	readonly call: (client: Client, input: Input & { readonly leaseId: string; readonly idempotencyKey: string }) => Promise<unknown>;
	readonly onAccepted: () => void;
}

/**
 * Asks something of a lease. One question has one idempotency key: pressed twice, or sent again after a lost answer, it is done
 * once. What was changed in a form is another question.
 */
export function useCommand<Input extends object>({ leaseId, said, call, onAccepted }: CommandOptions<Input>) {
	const client = useTRPCClient();
	const question = useRef({ text: "", key: "" });
	const keyOf = (input: Input): string => {
		const text = JSON.stringify(input);
		if (question.current.text !== text) question.current = { text, key: newId() };
		return question.current.key;
	};
	const { mutate, isPending, error, reset } = useMutation({
		mutationFn: (input: Input) => call(client, { ...input, leaseId, idempotencyKey: keyOf(input) }),
		onSuccess: () => {
			question.current = { text: "", key: "" };
			toast(said, {
				description: (
					<Link href={`/leases/${leaseId}`} className="rounded text-accent hover:underline">
						{words.seeHowItGoes}
					</Link>
				),
			});
			onAccepted();
		},
	});
	return { send: mutate, isPending, problem: error ? toProblem(error) : null, reset };
}
