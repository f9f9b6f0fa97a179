import type { ContainerSpec } from "../spec.ts";

/** What a container was made as, beside what its record says. */
type Made = Pick<
	ContainerSpec,
	| "kind"
	| "command"
	| "args"
	| "env"
	| "labels"
	| "user"
	| "healthCheck"
	| "readiness"
	| "ingress"
	| "tmpfs"
	| "mounts"
	| "writablePaths"
	| "stopGraceMs"
	| "init"
>;

/** Held by every container that was made the same, since a load test has a hundred thousand that differ in little. */
export interface SharedMade {
	readonly made: Made;
	readonly key: string;
	holders: number;
}

export interface MadeTable {
	keep(spec: ContainerSpec): SharedMade;
	/** For one container that is gone. */
	drop(shared: SharedMade): void;
}

export function createMadeTable(): MadeTable {
	const byKey = new Map<string, SharedMade>();
	return {
		keep(spec) {
			const made = madeOf(spec);
			const key = JSON.stringify(made);
			// A copy, so that what its caller does with a spec later does not change what was made.
			const shared = byKey.get(key) ?? { made: structuredClone(made), key, holders: 0 };
			shared.holders += 1;
			byKey.set(key, shared);
			return shared;
		},
		drop(shared) {
			shared.holders -= 1;
			if (shared.holders === 0) byKey.delete(shared.key);
		},
	};
}

function madeOf(spec: ContainerSpec): Made {
	const { kind, command, args, env, labels, user, healthCheck, readiness, ingress, tmpfs, mounts, writablePaths, stopGraceMs, init } = spec;
	return {
		env,
		labels,
		tmpfs,
		stopGraceMs,
		init,
		...(kind === undefined ? {} : { kind }),
		...(command === undefined ? {} : { command }),
		...(args === undefined ? {} : { args }),
		...(user === undefined ? {} : { user }),
		...(healthCheck === undefined ? {} : { healthCheck }),
		...(readiness === undefined ? {} : { readiness }),
		...(ingress === undefined ? {} : { ingress }),
		...(mounts === undefined ? {} : { mounts }),
		...(writablePaths === undefined ? {} : { writablePaths }),
	};
}
