import type { Bench } from "../bench.ts";

/** Every bench by its name, in the order in which they run. What a bench imports is loaded when it is asked for. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
	accept: async () => (await import("./accept.ts")).accept,
	rpc: async () => (await import("./rpc.ts")).rpc,
	list: async () => (await import("./list.ts")).list,
	provision: async () => (await import("./provision.ts")).provision,
	crowd: async () => (await import("./crowd.ts")).crowd,
	soak: async () => (await import("./soak.ts")).soak,
	memory: async () => (await import("./memory.ts")).memory,
	recover: async () => (await import("./recover.ts")).recover,
	fanout: async () => (await import("./fanout.ts")).fanout,
	death: async () => (await import("./death.ts")).death,
	page: async () => (await import("./page.ts")).page,
	logs: async () => (await import("./logs.ts")).logs,
	idle: async () => (await import("./idle.ts")).idle,
};
