import { appendFile } from "node:fs/promises";
import { newId, Secret } from "@berth/core";
import type { Call, ContainerSpec, Engine } from "@berth/engine";
import { createDockerEngine, type DockerEngineOptions, type Limits } from "@berth/engine/docker";
import { createDockerHost, type DockerHostView, type Leftovers } from "../support/docker-host.ts";
import { type DaemonHooks, type DockerProxy, startDockerProxy } from "../support/docker-proxy.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { type Registry, startRegistry } from "../support/registry.ts";
import { waitUntil } from "../support/wait-until.ts";
import { allTextOf } from "./all-text.ts";

/** Outer bound of a call that is to succeed. */
const BOUND_MS = 60_000;
const MIB = 1_048_576;

/** What nobody may ever read in anything the engine says. */
const canary = { env: `canary-env-"${newId()}`, password: `canary-password-${newId()}` } as const;
export const registryAuth = { username: "ann", password: new Secret(canary.password) };

/** The secrets that a text names, in any form in which they travel. */
export function secretsIn(text: string): string[] {
	const header = Buffer.from(JSON.stringify({ username: registryAuth.username, password: canary.password })).toString("base64url");
	const forms = Object.values(canary).flatMap((one) => [one, JSON.stringify(one).slice(1, -1), Buffer.from(one).toString("base64url")]);
	// The end of the header depends on what follows the password.
	return [...forms, header.slice(0, -4)].filter((form) => text.includes(form));
}

/** Deadlines so short that a test can wait for every one of them. */
const hastily: Partial<Limits> = {
	callMs: 1_000,
	createMs: 3_000,
	startMs: 4_000,
	stopExtraMs: 3_000,
	removeMs: 4_000,
	pingMs: 1_000,
	streamOpenMs: 1_000,
	pullIdleMs: 1_000,
	pullMs: 3_000,
	checkMs: 1_000,
	undoHoldMs: 1_000,
	closeMs: 3_000,
	statsStaleMs: 300,
	diskUsageMs: 1_000,
};
/** No call of a hasty engine lasts so long, on however loaded a machine. */
export const HASTY_END_MS = 25_000;

export interface Scene extends AsyncDisposable {
	readonly proxy: DockerProxy;
	readonly images: FixtureImages;
	/** Speaks through the proxy. */
	readonly engine: Engine;
	/** Speaks through the proxy, with short deadlines. */
	readonly hasty: Engine;
	/** Speaks to the daemon past the proxy. */
	readonly aside: Engine;
	readonly docker: DockerHostView["docker"];
	/** Images that are removed when the scene ends. */
	readonly brought: Set<string>;
	/** A new network, in place of those made before: a host has few address ranges. */
	network(): Promise<string>;
	/** The network of whatever is not about networks. */
	home(): Promise<string>;
	/** A running container for whoever does not change it. */
	standing(): Promise<{ readonly id: string; readonly network: string }>;
	/** One in a registry; it need not be on the host. */
	publishedImage(): Promise<string>;
	spec(network: string, changes?: Partial<ContainerSpec>): ContainerSpec;
	leftovers(): Promise<Leftovers>;
	/** Asks the engine while the proxy does this, and as it was again when it has ended. */
	under<T>(hooks: DaemonHooks, ask: () => Promise<T>): Promise<T>;
	/** All that the engines said and that was given to `keep`. */
	said(): string;
	keep<T>(thing: T): T;
}

export const bounded = (): Call => ({ signal: AbortSignal.timeout(BOUND_MS) });
export const LONG_AGO = "2020-01-01T00:00:00.000Z";
export const freshName = (what: string): string => `berth-faults-${what}-${newId().slice(-12)}`;

export async function openScene(): Promise<Scene> {
	await using undo = new AsyncDisposableStack();
	const images = await ensureFixtureImages();
	const host = createDockerHost();
	const installation = `faults-${newId()}`;
	// Should this process be killed, the gate removes what it left.
	const notes = process.env.BERTH_TEST_INSTALLATIONS;
	if (notes) await appendFile(notes, `${installation}\n`);
	const brought = new Set<string>();
	undo.defer(async () => {
		await host.sweep(installation);
		// A name that two networks bear names neither of them.
		const filters = JSON.stringify({ label: [`berth.installation=${installation}`] });
		for (const { Id: id } of await host.docker.listNetworks({ filters })) await host.docker.getNetwork(id).remove();
		for (const ref of brought)
			await host.docker
				.getImage(ref)
				.remove()
				.catch(() => undefined);
	});
	const proxy = undo.use(await startDockerProxy());
	const heard: unknown[] = [];
	const hear = (fields: object, message: string) => void heard.push(fields, message);
	const connect = (options: Partial<DockerEngineOptions>) => {
		const engine = createDockerEngine({ installation, log: { debug: hear, info: hear, warn: hear, error: hear }, ...options });
		undo.defer(() => engine.close());
		return engine;
	};
	const engine = connect({ socketPath: proxy.socketPath });
	const hasty = connect({ socketPath: proxy.socketPath, limits: hastily });
	const aside = connect({});
	const tenantId = newId();
	const network = async () => {
		const { networks } = await host.leftovers(installation);
		for (const before of networks) await aside.networks.removeIfEmpty(before, bounded());
		const name = freshName("net");
		await aside.networks.ensure({ name, tenantId }, bounded());
		return name;
	};
	const specOf = (name: string, changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
		name: freshName("c"),
		owner: { tenantId, leaseId: newId() },
		service: "app",
		index: 0,
		generation: 1,
		image: images.sleeper,
		env: { TOKEN: canary.env },
		labels: {},
		ports: [],
		tmpfs: [],
		network: { name, aliases: [] },
		resources: { cpuMillis: 500, memoryBytes: 32 * MIB, pidsMax: 32 },
		stopGraceMs: 1_000,
		init: true,
		...changes,
	});
	let home: Promise<string> | null = null;
	const atHome = () => {
		home ??= network();
		return home;
	};
	const stand = async () => {
		const name = await atHome();
		const { id } = await aside.containers.ensure(specOf(name), bounded());
		await aside.containers.start(id, bounded());
		return { id, network: name };
	};
	let standing: ReturnType<typeof stand> | null = null;
	const publish = async () => {
		const registry: Registry = made.use(await startRegistry());
		const ref = await registry.publish("team/app:1");
		brought.add(ref);
		return ref;
	};
	let published: Promise<string> | null = null;
	const listening = listen(aside, heard);
	undo.defer(listening.stop);

	// What is asked once per connection is asked before any fault.
	for (const one of [engine, hasty, aside]) {
		await waitUntil(() => one.host.info(bounded()), { timeoutMs: BOUND_MS, what: "the daemon to describe itself" });
	}
	const made = undo.move();
	return {
		proxy,
		images,
		engine,
		hasty,
		aside,
		brought,
		docker: host.docker,
		network,
		home: atHome,
		spec: specOf,
		standing: () => {
			standing ??= stand();
			return standing;
		},
		publishedImage: () => {
			published ??= publish();
			return published;
		},
		leftovers: () => host.leftovers(installation),
		async under(hooks, ask) {
			proxy.use(hooks);
			try {
				return await ask();
			} finally {
				proxy.use({});
			}
		},
		said: () => allTextOf(heard),
		keep(thing) {
			heard.push(thing);
			return thing;
		},
		[Symbol.asyncDispose]: () => made.disposeAsync(),
	};
}

/** Keeps every event of the installation. */
function listen(engine: Engine, heard: unknown[]): { stop(): Promise<void> } {
	const over = new AbortController();
	const ended = (async () => {
		for await (const event of engine.events.subscribe({ signal: over.signal })) heard.push(event);
	})().catch((error: unknown) => heard.push(error));
	return {
		async stop() {
			over.abort();
			await ended;
		},
	};
}
