import type { Call, ContainerSpec, Engine } from "@berth/engine";
import { bounded, freshName, LONG_AGO, registryAuth, type Scene } from "./scene.ts";

/** One call that changes the host, on a thing of its own. */
export interface Mutation {
	/** Its results when it is asked twice. */
	readonly first: unknown;
	readonly second: unknown;
	/** It may end well although a call of it was given up or failed. */
	readonly survivesFailure?: true;
	/** It makes many calls; only each so manieth is tried. */
	readonly stride?: number;
	/** Makes what the call is about, past the proxy. */
	prepare(scene: Scene): Promise<(engine: Engine, call: Call) => Promise<unknown>>;
}

const changed = { first: { changed: true }, second: { changed: false } };

const make = async (scene: Scene, how: "created" | "running", changes: Partial<ContainerSpec> = {}) => {
	const spec = scene.spec(await scene.home(), changes);
	const { id } = await scene.aside.containers.ensure(spec, bounded());
	if (how === "running") await scene.aside.containers.start(id, bounded());
	return { id, spec };
};

/** An image that is here, of which there is no container. */
const commit = async (scene: Scene): Promise<string> => {
	const repo = `localhost/${freshName("image")}`;
	const { id } = await scene.standing();
	await scene.docker.getContainer(id).commit({ repo, tag: "1", comment: repo });
	scene.brought.add(`${repo}:1`);
	return `${repo}:1`;
};

export const mutations: Readonly<Record<string, Mutation>> = {
	"containers.ensure, new": {
		first: "created",
		second: "kept",
		async prepare(scene) {
			const spec = scene.spec(await scene.home());
			return async (engine, call) => (await engine.containers.ensure(spec, call)).outcome;
		},
	},
	"containers.ensure, in place of another": {
		first: "replaced",
		second: "kept",
		async prepare(scene) {
			const { spec } = await make(scene, "created");
			return async (engine, call) => (await engine.containers.ensure({ ...spec, args: ["sleep", "1000"] }, call)).outcome;
		},
	},
	"containers.start": {
		...changed,
		async prepare(scene) {
			const { id } = await make(scene, "created");
			return (engine, call) => engine.containers.start(id, call);
		},
	},
	"containers.stop": {
		...changed,
		async prepare(scene) {
			const { id } = await make(scene, "running");
			return (engine, call) => engine.containers.stop(id, { graceMs: 1_000 }, call);
		},
	},
	"containers.remove": {
		...changed,
		async prepare(scene) {
			const { id } = await make(scene, "created");
			return (engine, call) => engine.containers.remove(id, call);
		},
	},
	"containers.waitReady, by a probe": {
		// A probe that was lost is asked again.
		survivesFailure: true,
		first: "running",
		second: "running",
		async prepare(scene) {
			const readiness = { probe: { kind: "command", argv: ["true"] }, intervalMs: 100, timeoutMs: 2_000 } as const;
			const { id } = await make(scene, "running", { readiness });
			return async (engine, call) => (await engine.containers.waitReady(id, { timeoutMs: 45_000, settleMs: 0 }, call)).phase;
		},
	},
	"exits.runInit": {
		// What is done when the answer is lost is done; what was given up is removed.
		survivesFailure: true,
		stride: 4,
		...changed,
		async prepare(scene) {
			const spec = scene.spec(await scene.home(), { args: ["true"] });
			return async (engine, call) => {
				const { changed: isNew } = await engine.exits.runInit(spec, { timeoutMs: 20_000 }, call);
				return { changed: isNew };
			};
		},
	},
	"images.pull": {
		...changed,
		async prepare(scene) {
			const ref = await scene.publishedImage();
			await scene.docker
				.getImage(ref)
				.remove()
				.catch(() => undefined);
			return async (engine, call) => {
				const { changed: isNew } = await engine.images.pull(ref, { policy: "always", auth: registryAuth }, call);
				return { changed: isNew };
			};
		},
	},
	"networks.ensure": {
		first: "created",
		second: "kept",
		async prepare(scene) {
			// One that was made is one that goes when the next is made.
			await scene.aside.networks.removeIfEmpty(await scene.network(), bounded());
			const name = freshName("net");
			return async (engine, call) => (await engine.networks.ensure({ name, tenantId: name }, call)).outcome;
		},
	},
	"networks.removeIfEmpty": {
		first: { outcome: "removed" },
		second: { outcome: "gone" },
		async prepare(scene) {
			const name = await scene.network();
			return (engine, call) => engine.networks.removeIfEmpty(name, call);
		},
	},
	"changes.updateLimits": {
		...changed,
		async prepare(scene) {
			const { id } = await make(scene, "created");
			return (engine, call) => engine.changes.updateLimits(id, { memoryBytes: 64 * 1_048_576 }, call);
		},
	},
	"changes.rename": {
		...changed,
		async prepare(scene) {
			const { id } = await make(scene, "created");
			const name = freshName("c");
			return (engine, call) => engine.changes.rename(id, name, call);
		},
	},
	"changes.restart": {
		first: undefined,
		second: undefined,
		async prepare(scene) {
			const { id } = await make(scene, "running");
			return (engine, call) => engine.changes.restart(id, { graceMs: 1_000 }, call);
		},
	},
	"exec.run": {
		first: { exitCode: 0, stdout: "hello\n" },
		second: { exitCode: 0, stdout: "hello\n" },
		async prepare(scene) {
			const { id } = await scene.standing();
			return async (engine, call) => {
				const env = scene.spec("").env;
				const { exitCode, stdout } = await engine.exec.run(id, { argv: ["echo", "hello"], env, timeoutMs: 20_000 }, call);
				return { exitCode, stdout };
			};
		},
	},
	"exec.runToExit": {
		// It removes what it made, however it was given up.
		survivesFailure: true,
		stride: 6,
		first: { exitCode: 0, stdout: "hello\n" },
		second: { exitCode: 0, stdout: "hello\n" },
		async prepare(scene) {
			const spec = scene.spec(await scene.home(), { args: ["echo", "hello"] });
			return async (engine, call) => {
				const { exitCode, stdout } = await engine.exec.runToExit(spec, { timeoutMs: 20_000 }, call);
				return { exitCode, stdout };
			};
		},
	},
	"upkeep.removeImage": {
		...changed,
		async prepare(scene) {
			const ref = await commit(scene);
			return (engine, call) => engine.upkeep.removeImage(ref, call);
		},
	},
	"upkeep.collectImages": {
		survivesFailure: true,
		first: ["removed"],
		second: ["gone"],
		async prepare(scene) {
			const ref = await commit(scene);
			return async (engine, call) =>
				(await engine.upkeep.collectImages({ candidates: [{ ref, lastUsedAt: LONG_AGO }], dryRun: false }, call)).map(({ fate }) => fate);
		},
	},
};
