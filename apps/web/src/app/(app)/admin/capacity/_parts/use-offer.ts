"use client";
import { useMutation } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { toast } from "@/ui/toast.ts";
import type { Size } from "./size.ts";

const text = fleetText.capacity;
const UNDO_MS = 8_000;

/** Takes a size from the offer, with a way back and no question before it, and offers it again as it is. */
export function useOffer(onChange: () => Promise<unknown>) {
	const client = useTRPCClient();
	const onError = (error: unknown) =>
		toast.error(text.retireFailed, { description: toProblem(error).message, duration: Number.POSITIVE_INFINITY, closeButton: true });
	const offer = useMutation({
		mutationFn: ({ id: _id, revision: _revision, ...size }: Size) => client.admin.skus.put.mutate({ ...size, enabled: true }),
		onSuccess: async (_answer, { name }) => {
			await onChange();
			toast(text.offerSaid(name));
		},
		onError,
	});
	const retire = useMutation({
		mutationFn: ({ name }: Size) => client.admin.skus.retire.mutate({ name }),
		onSuccess: async (_answer, size) => {
			await onChange();
			toast(text.retireSaid(size.name), { duration: UNDO_MS, action: { label: text.undo, onClick: () => offer.mutate(size) } });
		},
		onError,
	});
	return { retire: retire.mutate, offer: offer.mutate, isPending: retire.isPending || offer.isPending };
}
