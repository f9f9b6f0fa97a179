import type { MachineEvent } from "@berth/core";
import type { ContainerObservation } from "@berth/engine";
import { messageOf } from "../messages.ts";
import { instanceKey } from "../names.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import { roomOnceBack, roomOnceUp } from "../volumes/settle-volumes.ts";
import type { WorkFailure } from "./failure.ts";
import { isInit, isSamePlace, type PlacedInstance, toInstanceRecord, toServing } from "./instance-rows.ts";
import { listOwn } from "./stop-containers.ts";
import type { Outcome, Work } from "./work.ts";

/** What is there when the work has succeeded. Inits of before stay, for their logs, when the work ran none. */
export function keptInstances({ layout, manifest, instances }: Pick<Work, "layout" | "manifest" | "instances">): PlacedInstance[] {
	const ran = layout.inits.length > 0 ? layout.inits : instances.filter((row) => isInit(manifest, row.service));
	return [...ran, ...layout.coming, ...layout.staying];
}

/** Whether a container has no part in the work: what former tries left. */
export const isStray = ({ layout }: Pick<Work, "layout">, observed: ContainerObservation): boolean =>
	![...layout.inits, ...layout.coming, ...layout.staying, ...layout.going].some((one) => isSamePlace(one, observed));

/** The rows an outcome leaves: of these instances, as they were last seen, and of no other. */
export const rowsOf = ({ journal }: Pick<Work, "journal">, kept: readonly PlacedInstance[]): NonNullable<Outcome["instances"]> => ({
	clear: true,
	put: journal.rows().filter((row) => kept.some((one) => isSamePlace(one, row))),
});

/** The end of work that did what was asked: the release serves, and the lease holds what that needs. */
export function servedOutcome(work: Work, event: MachineEvent): Outcome {
	const { layout, items, releaseNumber } = work;
	return {
		event,
		operation: "succeeded",
		reason: null,
		message: null,
		set: { serving: toServing([...layout.coming, ...layout.staying]), activeRelease: releaseNumber },
		releases: [{ number: releaseNumber, status: "active" }],
		items,
		...roomOnceUp(work),
		keepHostPorts: wantedPorts(work),
		instances: rowsOf(work, keptInstances(work)),
	};
}

type Learned = Pick<Outcome, "diagnostics" | "instances">;

/**
 * The end of work that did not succeed and leaves nothing that serves: the lease fails, with the reason and the curated sentence. It
 * goes on holding what its own items need, so that it can be tried again.
 */
export const failedOutcome = async (
	work: Work,
	event: MachineEvent,
	failure: WorkFailure,
	learned: Learned,
	signal: AbortSignal,
): Promise<Outcome> => ({
	...(await withoutSuccess(work, failure, learned, signal)),
	event,
	operation: "failed",
	set: { serving: null, ...failCount(work, failure) },
});

/** The end of a change that was undone: what served before serves again, or, of a stopped lease, will when it is started. */
export const undoneOutcome = async (
	work: Work,
	event: MachineEvent,
	failure: WorkFailure,
	learned: Learned,
	signal: AbortSignal,
): Promise<Outcome> => ({
	...(await withoutSuccess(work, failure, learned, signal)),
	event,
	operation: "rolled_back",
	set: failCount(work, failure),
});

const withoutSuccess = async (work: Work, failure: WorkFailure, learned: Learned, signal: AbortSignal) => ({
	reason: failure.reason,
	message: messageOfFailure(failure),
	releases: failedRelease(work),
	...(await roomOnceBack(work, signal)),
	keepHostPorts: wantedPorts(work.served ?? work),
	...learned,
});

/** Who gives up has not failed. */
export const failCount = ({ lease }: Pick<Work, "lease">, { reason }: WorkFailure): { failCount?: number } =>
	reason === "Cancelled" ? {} : { failCount: lease.failCount + 1 };

/** The release that was to serve; the one that does so already keeps its name. */
const failedRelease = ({ lease, releaseNumber }: Work): NonNullable<Outcome["releases"]> =>
	lease.activeRelease === releaseNumber ? [] : [{ number: releaseNumber, status: "failed" }];

export const messageOfFailure = ({ reason, subject, error }: Pick<WorkFailure, "reason" | "subject"> & Partial<WorkFailure>): string =>
	messageOf(reason, subject ? `${instanceKey(subject)}${figureOf(reason, error?.data ?? {})}` : null);

/** What a tenant has to know to ask for something else. */
function figureOf(reason: WorkFailure["reason"], { hostPort, usedBytes }: Readonly<Record<string, unknown>>): string {
	if (reason === "HostPortTaken" && typeof hostPort === "number") return ` (port ${hostPort})`;
	const isTooMuch = reason === "VolumeCannotShrink" || reason === "MemoryInUse";
	return isTooMuch && typeof usedBytes === "number" ? ` (${usedBytes} bytes)` : "";
}

/** Brings the rows of instances up to what the engine shows now. */
export async function observeInstances(work: Work, instances: readonly PlacedInstance[], signal: AbortSignal): Promise<void> {
	const observed = await listOwn(work, signal);
	for (const instance of instances) {
		const seen = observed.find((one) => isSamePlace(instance, one));
		if (seen) work.journal.instance(toInstanceRecord(instance, seen, work.publicHost));
	}
}
