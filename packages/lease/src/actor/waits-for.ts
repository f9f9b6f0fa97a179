import type { ActorView, OperationView } from "@berth/core";

/** Says for what an actor waits. `isHere`: it is of this process, so that what it does is known. */
export function waitsFor(actor: ActorView, operation: OperationView | null, isHere: boolean): string {
	if (actor.run === "quarantined") return "for the quarantine to be lifted: it takes no work until then.";
	const step = operation?.steps.find(({ state }) => state === "running") ?? null;
	const until = actor.deadlineAt === null ? "" : `; it is given up at ${actor.deadlineAt}`;
	if (actor.current?.startsWith("waiting for a lane"))
		return `for its turn on the node (${actor.current.slice("waiting for a lane: ".length)}).`;
	if (step !== null) return `for the step ${step.name}${step.note === null ? "" : ` (${step.note})`}${until}.`;
	if (actor.stuckMs > 0) return `for its work to be given up: its time is over since ${Math.round(actor.stuckMs / 1_000)} s.`;
	if (actor.nextTimerAt !== null) return `for its timer at ${actor.nextTimerAt}.`;
	if (actor.deadlineAt !== null) return isHere ? `for its work on ${actor.state} to go on${until}.` : `for the agent of its node${until}.`;
	return `for nothing: the lease rests in ${actor.state}.`;
}
