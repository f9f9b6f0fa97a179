import { type ErrorCode, isAppError } from "@berth/core";
import type { Stores } from "./stores.ts";

/** What the database tells of itself. Names are those of the stores' methods: a closed set. */
export interface DatabaseObserver {
	/** A named query (`leases.change`) begins; what it returns is told how it ended. */
	query(name: string): (outcome: "ok" | ErrorCode) => void;
	/** The connection that hears of commits was lost, and hears again. */
	listenReconnected(): void;
}

type Method = (...args: unknown[]) => unknown;

/** The same store, whose queries are told to `observer` under the group's name. */
export function observed<T extends object>(group: string, store: T, observer: DatabaseObserver | undefined): T {
	if (observer === undefined) return store;
	const methods = Object.entries(store as Record<string, Method>).map(([name, method]): [string, Method] => {
		const query = `${group}.${name}`;
		return [name, (...args) => watched(observer.query(query), method(...args))];
	});
	// Each method keeps its parameters and result; `fromEntries` cannot say so.
	return Object.fromEntries(methods) as T;
}

/** The same stores, each of whose queries is told of. */
export function observedStores(stores: Stores, observer: DatabaseObserver | undefined): Stores {
	if (observer === undefined) return stores;
	const { wakeups, ...groups } = stores;
	const watching = Object.entries(groups).map(([group, store]) => [group, observed(group, store, observer)]);
	return { ...(Object.fromEntries(watching) as typeof groups), wakeups };
}

async function watched(ended: ReturnType<DatabaseObserver["query"]>, answer: unknown): Promise<unknown> {
	try {
		const result = await answer;
		ended("ok");
		return result;
	} catch (error) {
		ended(isAppError(error) ? error.code : "INTERNAL");
		throw error;
	}
}
