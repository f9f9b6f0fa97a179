import fc from "fast-check";

/** What a lease is to run; numbers pick from the lists below. */
export interface Wanted {
	readonly web: (typeof webImages)[number];
	readonly db: (typeof dbImages)[number];
	readonly init: (typeof initImages)[number] | null;
	readonly quantity: number;
	readonly stopFirst: boolean;
}

/** What people ask. `lease` is taken modulo how many there are; requests of one `key` are the same request. */
export type Command =
	| { readonly kind: "provision"; readonly wanted: Wanted }
	| { readonly kind: "update"; readonly lease: number; readonly wanted: Wanted }
	| { readonly kind: "scale"; readonly lease: number; readonly web: number; readonly db: number }
	| { readonly kind: "setEnv"; readonly lease: number; readonly service: "db" | "web"; readonly value: string | null }
	| { readonly kind: "rollBack"; readonly lease: number; readonly release: number }
	| { readonly kind: "retry" | "restart" | "stop" | "start" | "reopen"; readonly lease: number; readonly key: number | null }
	| { readonly kind: "restartOne"; readonly lease: number; readonly service: "db" | "web"; readonly index: number }
	| { readonly kind: "close"; readonly lease: number; readonly key: number | null; readonly data: "retain" | "destroy" }
	| { readonly kind: "restore"; readonly lease: number; readonly web: Wanted["web"] | null }
	| { readonly kind: "cancel" | "renew" | "relinquish" | "restartActor"; readonly lease: number }
	| { readonly kind: "quarantine"; readonly lease: number; readonly on: boolean };

/** What happens to a machine. `container` is taken modulo how many there are. */
export type Mishap =
	| { readonly kind: "kill" | "remove" | "sicken"; readonly container: number }
	| { readonly kind: "stopDaemon"; readonly containersDie: boolean }
	| { readonly kind: "failCall"; readonly operation: (typeof failing)[number]; readonly replacement: boolean; readonly late: boolean }
	| { readonly kind: "jump"; readonly hours: number };

/** What passes, changes hands or is cut off: nothing that is asked may fail of it. */
export type Turn =
	| { readonly kind: "startDaemon" | "rest" | "rivalAgent" | "dropConnections" | "heal" }
	| { readonly kind: "replaceAgent"; readonly clean: boolean }
	| { readonly kind: "cut"; readonly at: "before" | "after" }
	| { readonly kind: "endTerm" | "endRetention"; readonly lease: number }
	/** How much of closed leases the tenant may have from now on. */
	| { readonly kind: "cap"; readonly records: number }
	| { readonly kind: "breathe"; readonly turns: number };

export type Deed = Command | Mishap | Turn;

const failing = [
	"containers.ensure",
	"containers.start",
	"containers.stop",
	"containers.remove",
	"containers.list",
	"networks.ensure",
	"images.pull",
	"volumes.ensure",
	"volumes.setQuota",
	"volumes.list",
	"volumes.destroy",
] as const;

/** How a service behaves, as its image's tag spells it. Those that always come up are listed twice. */
const webImages = [
	"app:2",
	"app:2",
	"app:healthy-after-20",
	"app:healthy-after-20.1",
	"app:exits-1-after-2",
	"app:exits-3-after-60",
	"app:cannot-start",
	"app:unhealthy-after-5",
] as const;
const dbImages = ["app:keeps-data", "app:keeps-data", "app:keeps-data.2", "app:healthy-after-10", "app:unhealthy-after-5"] as const;
const initImages = ["app:exits-0-after-1", "app:exits-0-after-20", "app:exits-1-after-1"] as const;

const kind = <K extends string>(...kinds: K[]) => fc.constantFrom(...kinds);
const lease = fc.nat({ max: 7 });
const key = fc.option(fc.nat({ max: 2 }), { freq: 2, nil: null });
const quantity = fc.integer({ min: 1, max: 3 });
const wanted: fc.Arbitrary<Wanted> = fc.record({
	web: fc.constantFrom(...webImages),
	db: fc.constantFrom(...dbImages),
	init: fc.option(fc.constantFrom(...initImages), { nil: null }),
	quantity,
	stopFirst: fc.boolean(),
});

type Weighted<T> = readonly fc.WeightedArbitrary<T>[];

const commands: Weighted<Command> = [
	{ weight: 3, arbitrary: fc.record({ kind: kind("provision"), wanted }) },
	{ weight: 8, arbitrary: fc.record({ kind: kind("update"), lease, wanted }) },
	{ weight: 4, arbitrary: fc.record({ kind: kind("scale"), lease, web: quantity, db: fc.integer({ min: 1, max: 2 }) }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: kind("setEnv"),
			lease,
			service: fc.constantFrom("db" as const, "web" as const),
			value: fc.option(fc.constantFrom("1" as const, "2" as const), { nil: null }),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: kind("rollBack"), lease, release: fc.integer({ min: 1, max: 3 }) }) },
	{ weight: 12, arbitrary: fc.record({ kind: kind("retry", "retry", "restart", "stop", "stop", "start", "start"), lease, key }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: kind("restartOne"),
			lease,
			service: fc.constantFrom("db" as const, "web" as const),
			index: fc.nat({ max: 2 }),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: kind("close"),
			lease,
			key,
			data: fc.constantFrom("retain" as const, "retain" as const, "destroy" as const),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: kind("reopen"), lease, key }) },
	{ weight: 3, arbitrary: fc.record({ kind: kind("restore"), lease, web: fc.option(fc.constantFrom(...webImages), { nil: null }) }) },
	{ weight: 6, arbitrary: fc.record({ kind: kind("cancel", "cancel", "cancel", "renew", "relinquish"), lease }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("quarantine"), lease, on: fc.boolean() }) },
	{ weight: 3, arbitrary: fc.record({ kind: kind("restartActor"), lease }) },
];

const mishaps: Weighted<Mishap> = [
	{ weight: 4, arbitrary: fc.record({ kind: kind("kill", "remove", "sicken"), container: lease }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("stopDaemon"), containersDie: fc.boolean() }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: kind("failCall"),
			operation: fc.constantFrom(...failing),
			replacement: fc.boolean(),
			late: fc.boolean(),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: kind("jump"), hours: fc.constantFrom(-1, 0, 1) }) },
];

const turns: Weighted<Turn> = [
	{ weight: 2, arbitrary: fc.record({ kind: kind("startDaemon", "heal") }) },
	{ weight: 6, arbitrary: fc.record({ kind: kind("rest") }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("rivalAgent", "dropConnections") }) },
	{ weight: 2, arbitrary: fc.record({ kind: kind("replaceAgent"), clean: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("cut"), at: fc.constantFrom("before" as const, "after" as const) }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("endTerm", "endRetention"), lease }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind("cap"), records: fc.nat({ max: 2 }) }) },
	{ weight: 5, arbitrary: fc.record({ kind: kind("breathe"), turns: fc.integer({ min: 1, max: 60 }) }) },
];

const first: Deed = {
	kind: "provision",
	wanted: { web: "app:2", db: "app:keeps-data", init: "app:exits-0-after-1", quantity: 2, stopFirst: false },
};
const tales = (deeds: Weighted<Deed>) =>
	fc.array(fc.oneof(...deeds), { minLength: 4, maxLength: 18 }).map((tale): readonly Deed[] => [first, ...tale]);

/** Each begins with a lease that may be ready by the time the next deed is done. In some, nothing breaks, so that all must succeed. */
export const stories: fc.Arbitrary<readonly Deed[]> = fc.oneof(
	{ weight: 2, arbitrary: tales([...commands, ...mishaps, ...turns]) },
	{ weight: 1, arbitrary: tales([...commands, ...turns]) },
);
