import { newId } from "@berth/core";
import { describeEngineContract, type EngineHarness } from "@berth/engine/contract";
import { createFakeEngine, createFakeHost, type ImageScript } from "@berth/engine/fake";

const numbered = (count: number, text: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => text(i + 1));

const scripts = {
	web: { exposedPorts: ["8080/tcp"] },
	sleeper: {},
	exiter: { exitsAfterMs: 20, exitCode: 3, prints: [{ text: "about to exit" }, { stream: "stderr", text: "it failed" }] },
	healthy: { healthCheck: true, healthyAfterMs: 20 },
	unhealthy: { healthCheck: true, unhealthyAfterMs: 20 },
	chatty: {
		prints: numbered(40, String).flatMap((i) => [{ text: `out ${i}` }, { stream: "stderr" as const, text: `err ${i}` }]),
	},
	stubborn: { ignoresSigterm: true },
} as const satisfies Record<string, ImageScript>;

const reference = (name: keyof typeof scripts) => `localhost/berth-fixture/${name}:1`;

async function openFake(): Promise<EngineHarness> {
	const host = createFakeHost();
	const dead = createFakeHost({ name: "dead" });
	dead.stopDaemon();
	const silent = createFakeHost({ name: "silent" });
	silent.faults.hang("all");
	for (const [name, script] of Object.entries(scripts)) host.images.add(`localhost/berth-fixture/${name}:1`, script);
	host.images.publish("registry.test/breaking:1", { answer: "breaks" });
	const installation = `contract-${newId()}`;
	const engine = createFakeEngine(host, { installation });
	let published = 0;
	return {
		engine,
		neighbour: createFakeEngine(host, { installation: `${installation}-neighbour` }),
		unreachable: createFakeEngine(dead, { installation }),
		silent: createFakeEngine(silent, { installation }),
		images: {
			web: reference("web"),
			sleeper: reference("sleeper"),
			exiter: reference("exiter"),
			healthy: reference("healthy"),
			unhealthy: reference("unhealthy"),
			chatty: reference("chatty"),
			stubborn: reference("stubborn"),
		},
		async publishImage() {
			published += 1;
			const ref = `registry.test/published:${published}`;
			host.images.publish(ref);
			return ref;
		},
		missingImage: "registry.test/missing:1",
		breakingPull: { engine, ref: "registry.test/breaking:1" },
		killFromOutside: async (id) => host.kill(id),
		removeNetworkFromOutside: async (name) => host.removeNetwork(name),
		print: async (id, prefix, count) =>
			host.print(
				id,
				numbered(count, (i) => `${prefix} ${i}`).map((text) => ({ text })),
			),
		addForeignContainer: async (name) => host.addForeignContainer(name),
		addForeignNetwork: async (name) => void host.addForeignNetwork(name),
		foreignContainerExists: async (id) => host.containers().some((container) => container.id === id),
		foreignNetworkExists: async (name) => host.networks().some((network) => network.name === name),
		async [Symbol.asyncDispose]() {
			for (const one of [host, dead, silent]) one.close();
		},
	};
}

describeEngineContract("the fake engine", openFake);
