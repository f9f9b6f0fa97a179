import type { InstanceRecord, LeaseRecord, OperationRecord } from "@berth/db";
import type { WorkKind } from "../machine/work-of.ts";
import { instanceKey } from "../names.ts";
import { initInstances, isInit, isSamePlace, lastingInstances, type PlacedInstance, servingInstances } from "./instance-rows.ts";
import { type Definition, planChange } from "./plan-change.ts";

/**
 * What becomes of each instance of a lease in one piece of work.
 *
 * It follows from rows that change only with the work's outcome, so every run of the work, after any crash, has the same one.
 */
export interface Layout {
	/** Run to their end first, one after the other. */
	readonly inits: readonly PlacedInstance[];
	/** Brought up. */
	readonly coming: readonly PlacedInstance[];
	/** Serve and are left alone. */
	readonly staying: readonly PlacedInstance[];
	/** Those of them that get other limits where they stand. */
	readonly resizing: readonly PlacedInstance[];
	/** Serve and are taken away when what comes is ready. */
	readonly going: readonly PlacedInstance[];
	/** Those of them that are stopped before what takes their place is started. */
	readonly yielding: readonly PlacedInstance[];
	/** Of what comes: those that wait until the others of their service are ready, while those they take the place of go on serving. */
	readonly following: readonly PlacedInstance[];
	/** Whether containers are only made: a stopped lease is changed without being started. */
	readonly atRest: boolean;
}

export interface LayoutFacts {
	readonly lease: LeaseRecord;
	readonly operation: Pick<OperationRecord, "steps" | "instance"> | null;
	readonly target: Definition;
	readonly current: Definition | null;
	readonly instances: readonly InstanceRecord[];
	readonly hasIngress: boolean;
}

const nothing = {
	inits: [],
	coming: [],
	staying: [],
	resizing: [],
	going: [],
	yielding: [],
	following: [],
	atRest: false,
} as const satisfies Layout;

export function layOut(kind: WorkKind, facts: LayoutFacts): Layout {
	switch (kind) {
		case "provision":
		case "restore":
			return { ...nothing, ...anew(facts) };
		case "restart":
			return layOutRestart(facts);
		case "update":
			return layOutUpdate(facts);
		case "start":
			return { ...nothing, coming: servingInstances(facts.lease), inits: initsNeverRun(facts) };
		case "stop":
		case "diagnose":
		case "deprovision":
			return { ...nothing, staying: servingInstances(facts.lease) };
	}
}

/** Everything of the release under the lease's generation. */
function anew({ lease, target }: LayoutFacts): Pick<Layout, "inits" | "coming"> {
	const { generation } = lease;
	return {
		inits: initInstances(target).map((one) => ({ ...one, generation })),
		coming: lastingInstances(target).map((one) => ({ ...one, generation })),
	};
}

/** Everything gives way to its like, or the one instance that was named: inits are run for all of a lease, and not for one. */
function layOutRestart(facts: LayoutFacts): Layout {
	const serving = servingInstances(facts.lease);
	const only = facts.operation?.instance ?? null;
	const isMeant = (one: PlacedInstance) => only === null || instanceKey(one) === only;
	const { inits, coming: all } = anew(facts);
	const coming = all.filter(isMeant);
	const going = serving.filter(isMeant);
	return {
		...nothing,
		inits: only === null ? inits : [],
		coming,
		staying: serving.filter((one) => !isMeant(one)),
		going,
		yielding: going,
		following: secondHalf(coming, going),
	};
}

function layOutUpdate(facts: LayoutFacts): Layout {
	const { lease, target, current, operation, hasIngress } = facts;
	const serving = servingInstances(lease);
	// The timeline an operation was accepted with says what it does: that of a stopped lease starts nothing.
	const atRest = operation !== null && !operation.steps.some((step) => step.name === "start");
	const changes = new Map(planChange(current, target, { hasIngress }).map((change) => [change.service, change]));
	const isTouched = (service: string): boolean => {
		const change = changes.get(service);
		return change === undefined || change.action === "add" || change.order !== null;
	};
	const fresh = anew(facts);
	const staying = serving.filter(
		(one) => !isTouched(one.service) && fresh.coming.some((wanted) => instanceKey(wanted) === instanceKey(one)),
	);
	const coming = fresh.coming.filter((wanted) => !staying.some((one) => instanceKey(one) === instanceKey(wanted)));
	const going = serving.filter((one) => !staying.includes(one));
	const yields = (one: PlacedInstance): boolean =>
		coming.some((next) => instanceKey(next) === instanceKey(one)) && changes.get(one.service)?.order === "stop-first";
	const leaving = going.filter(yields);
	return {
		...nothing,
		coming,
		staying,
		resizing: staying.filter(({ service }) => changes.get(service)?.action === "resize"),
		going,
		yielding: leaving,
		// Who asks for stop-first may mean that two versions never run at once.
		following: secondHalf(
			coming,
			leaving.filter(({ service }) => target.manifest.services[service]?.update_order !== "stop-first"),
		),
		inits: coming.length > 0 || initsChanged(changes, target) ? fresh.inits : [],
		atRest,
	};
}

/**
 * Where several instances of a service are each stopped for their successor, a half of them goes on while the other is replaced. In two
 * turns and no more, so that a change takes twice as long at most, however many there are.
 */
function secondHalf(coming: readonly PlacedInstance[], yielding: readonly PlacedInstance[]): PlacedInstance[] {
	const replaced = coming.filter((one) => yielding.some((old) => instanceKey(old) === instanceKey(one)));
	return [...Map.groupBy(replaced, ({ service }) => service).values()].flatMap((own) => own.slice(Math.ceil(own.length / 2)));
}

const initsChanged = (changes: ReadonlyMap<string, { readonly action: string }>, target: Definition): boolean =>
	[...changes].some(([service, { action }]) => isInit(target.manifest, service) && (action === "replace" || action === "add"));

/** Inits that were made for a stopped lease and wait for its start. */
const initsNeverRun = ({ target, instances }: LayoutFacts): PlacedInstance[] =>
	initInstances(target).flatMap((wanted) =>
		instances
			.filter((row) => row.state === "created" && isSamePlace({ ...wanted, generation: row.generation }, row))
			.map((row) => ({ ...wanted, generation: row.generation })),
	);
