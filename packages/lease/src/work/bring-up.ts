import { AppError, type Manifest, startOrder } from "@berth/core";
import type { ContainerObservation, Engine } from "@berth/engine";
import { instanceKey } from "../names.ts";
import { blame, WorkFailure } from "./failure.ts";
import type { PlacedInstance } from "./instance-rows.ts";
import type { Work } from "./work.ts";

/** Told as it happens. */
export interface BringUpObserver {
	readonly onStarted?: (instance: PlacedInstance) => void;
	/** Every container of every service has been started. */
	readonly onAllStarted?: () => void;
	readonly onWaiting?: (instance: PlacedInstance, observed: ContainerObservation) => void;
	readonly onReady?: (instance: PlacedInstance, observed: ContainerObservation) => void;
}

/** Instances of a release, and the container of each by its key. */
export interface Risers {
	readonly manifest: Manifest;
	readonly instances: readonly PlacedInstance[];
	readonly containers: ReadonlyMap<string, string>;
	/** Those of them that begin when the others of their service are ready, and who has to go before; none when absent. */
	readonly following?: readonly PlacedInstance[];
	readonly makeWay?: (instance: PlacedInstance, signal: AbortSignal) => Promise<void>;
}

/**
 * Starts containers and waits until each is ready. A service is started as soon as what it depends on is started or healthy,
 * as its manifest says; what does not depend on each other comes up side by side. A service that is not among them is there already.
 * Where some of a service follow, it counts as started with the first of its instances, and as ready with the last.
 *
 * The first one that fails ends the others' waiting. A container that runs already is only waited for.
 * Errors  WorkFailure of the instance that failed first.
 */
export async function bringUp(
	{ engine, timings }: Pick<Work, "engine" | "timings">,
	{ manifest, instances, containers, following = [], makeWay }: Risers,
	signal: AbortSignal,
	observer: BringUpObserver = {},
): Promise<void> {
	const gaveUp = new AbortController();
	const call = { signal: AbortSignal.any([signal, gaveUp.signal]) };
	const started = new Map<string, Promise<void>>();
	const ready = new Map<string, Promise<void>>();
	const each = async (of: readonly PlacedInstance[], run: (instance: PlacedInstance, id: string) => Promise<void>) => {
		await Promise.all(of.map((instance) => run(instance, idOf(containers, instance))));
	};
	const start = (of: readonly PlacedInstance[]) =>
		each(of, async (instance, id) => {
			await blame("start", instance, () => engine.containers.start(id, call));
			observer.onStarted?.(instance);
		});
	const verify = (of: readonly PlacedInstance[]) =>
		each(of, async (instance, id) => {
			const observed = await blame("verify", instance, () =>
				engine.containers.waitReady(id, { ...waiting(timings), onAttempt: (seen) => observer.onWaiting?.(instance, seen) }, call),
			);
			observer.onReady?.(instance, observed);
		});
	for (const service of startOrder(manifest.services).flat()) {
		const own = instances.filter((instance) => instance.service === service);
		const late = own.filter((instance) => following.includes(instance));
		const first = own.filter((instance) => !late.includes(instance));
		const begin = async () => {
			await dependencies(manifest, service, started, ready);
			await start(first);
		};
		const settle = async (begun: Promise<void>) => {
			await begun;
			await verify(first);
			await each(late, async (instance) => makeWay?.(instance, call.signal));
			await start(late);
			await verify(late);
		};
		const begun = begin();
		started.set(service, begun);
		ready.set(service, settle(begun));
	}
	const allStarted = Promise.all(started.values()).then(
		() => observer.onAllStarted?.(),
		() => undefined,
	);
	try {
		await Promise.all(ready.values());
	} catch (err) {
		gaveUp.abort();
		throw err;
	} finally {
		await Promise.allSettled([...started.values(), ...ready.values(), allStarted]);
	}
}

const idOf = (containers: ReadonlyMap<string, string>, instance: PlacedInstance): string => {
	const id = containers.get(instanceKey(instance));
	if (id === undefined) throw new WorkFailure("InstanceMissing", instance, new AppError("NOT_FOUND"));
	return id;
};

const waiting = (timings: Work["timings"]): Pick<Parameters<Engine["containers"]["waitReady"]>[1], "timeoutMs" | "settleMs"> => ({
	timeoutMs: timings.stepMs.verify,
	settleMs: timings.settleMs,
});

const dependencies = (
	manifest: Manifest,
	service: string,
	started: ReadonlyMap<string, Promise<void>>,
	ready: ReadonlyMap<string, Promise<void>>,
): Promise<unknown> =>
	Promise.all(
		Object.entries(manifest.services[service]?.depends_on ?? {}).map(async ([target, { condition }]) =>
			(condition === "service_healthy" ? ready : started).get(target),
		),
	);
