"use client";
import { type ActorDetail, isOperationDone } from "@berth/core";
import { useState } from "react";
import { isCancellable } from "@/data/lease-actions.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Button } from "@/ui/button.tsx";
import { ActDialog } from "../../../_parts/act-dialog.tsx";

const text = actorText.acts;
type Act = "nudge" | "restart" | "cancel" | "quarantine";

/** What an admin does to an actor. Each says first what it would do; the page follows what comes of it. */
export function ActorActs({ detail }: { readonly detail: ActorDetail }) {
	const client = useTRPCClient();
	const [act, setAct] = useState<Act | null>(null);
	const { actor, operation } = detail;
	const { leaseId, leaseName: name } = actor;
	const isHeld = actor.run === "quarantined";
	const close = () => setAct(null);
	return (
		<>
			<Button onClick={() => setAct("nudge")}>{text.nudge}</Button>
			<Button onClick={() => setAct("restart")}>{text.restart}</Button>
			<Button refusal={refusesCancel(operation)} onClick={() => setAct("cancel")}>
				{text.cancelStep}
			</Button>
			<Button onClick={() => setAct("quarantine")}>{isHeld ? text.lift : text.quarantine}</Button>
			{act === "nudge" && (
				<ActDialog
					title={text.nudgeTitle(name)}
					effect={text.nudgeEffect}
					action={text.nudge}
					said={text.nudged}
					failed={text.nudgeFailed}
					run={() => client.admin.actors.nudge.mutate({ leaseId })}
					onClose={close}
				/>
			)}
			{act === "restart" && (
				<ActDialog
					title={text.restartTitle(name)}
					effect={text.restartEffect(actor.current)}
					action={text.restart}
					look={actor.current === null ? "primary" : "danger"}
					said={text.restarted}
					failed={text.restartFailed}
					run={() => client.admin.actors.restart.mutate({ leaseId })}
					onClose={close}
				/>
			)}
			{act === "cancel" && operation && (
				<ActDialog
					title={text.cancelTitle(operation.kind, name)}
					effect={text.cancelEffect(operation.kind, actor.step)}
					action={text.cancelAction(operation.kind)}
					look="danger"
					said={text.cancelled}
					failed={text.cancelFailed}
					run={() => client.admin.actors.cancelStep.mutate({ leaseId })}
					onClose={close}
				/>
			)}
			{act === "quarantine" && (
				<ActDialog
					title={isHeld ? text.liftTitle(name) : text.quarantineTitle(name)}
					effect={isHeld ? text.liftEffect : text.quarantineEffect(text.itsInstances)}
					action={isHeld ? text.lift : text.quarantine}
					look={isHeld ? "primary" : "danger"}
					said={isHeld ? text.lifted : text.quarantined}
					failed={isHeld ? text.liftFailed : text.quarantineFailed}
					run={() => client.admin.quarantine.set.mutate({ leaseId, quarantined: !isHeld })}
					onClose={close}
				/>
			)}
		</>
	);
}

function refusesCancel(operation: ActorDetail["operation"]): string | null {
	if (operation === null || isOperationDone(operation.state)) return text.nothingToCancel;
	if (!isCancellable(operation)) return text.cannotCancel(operation.kind);
	return operation.cancelRequested ? text.cancelAsked : null;
}
