"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { toast } from "@/ui/toast.ts";
import { ActDialog } from "../../_parts/act-dialog.tsx";
import type { Node } from "./node-mark.ts";

const text = fleetText.nodes;

interface CordonButtonProps {
	readonly node: Node;
	/** What is on it by now. */
	readonly leases: number;
	readonly tenants: number;
	readonly onChange: () => Promise<unknown>;
}

/** Keeps new leases from a node, after a question; lets them again without one, for nothing is lost by it. */
export function CordonButton({ node, leases, tenants, onChange }: CordonButtonProps) {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [isAsking, setAsking] = useState(false);
	const { id: nodeId, name, cordonedAt } = node;
	const uncordon = useMutation(
		trpc.admin.node.cordon.mutationOptions({
			onSuccess: async () => {
				await onChange();
				toast(text.uncordonSaid(name));
			},
			onError: (error) =>
				toast.error(text.uncordonFailed, { description: toProblem(error).message, duration: Number.POSITIVE_INFINITY, closeButton: true }),
		}),
	);
	if (cordonedAt !== null)
		return (
			<Button small busy={uncordon.isPending} onClick={() => uncordon.mutate({ nodeId, cordoned: false })}>
				{text.uncordon}
			</Button>
		);
	return (
		<>
			<Button small onClick={() => setAsking(true)}>
				{text.cordon}
			</Button>
			{isAsking && (
				<ActDialog
					title={text.cordonTitle(name)}
					effect={text.cordonEffect(leases, tenants)}
					action={text.cordon}
					look="danger"
					said={text.cordonSaid(name)}
					failed={text.cordonFailed}
					run={() => client.admin.node.cordon.mutate({ nodeId, cordoned: true })}
					onDone={onChange}
					onClose={() => setAsking(false)}
				/>
			)}
		</>
	);
}
