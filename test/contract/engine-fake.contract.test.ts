import { newId } from "@berth/core";
import { describeCrowdContract, describeEngineContract, type EngineHarness } from "@berth/engine/contract";
import { createFakeEngine, createFakeHost, type ImageScript, type Program } from "@berth/engine/fake";

const numbered = (count: number, text: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => text(i + 1));

/** As much of a shell as the cases need: `echo` of words and variables to either stream, `stty size` and `exit`, between semicolons. */
const sh: Program = ({ argv, env, input, size }) => {
	let stdout = "";
	let stderr = "";
	for (const command of (argv[2] ?? input)
		.split(";")
		.map((part) => part.trim().replace(/\$(\w+)/g, (_, name: string) => env[name] ?? ""))) {
		const [, code] = /^exit (\d+)$/.exec(command) ?? [];
		if (code !== undefined) return { stdout, stderr, exitCode: Number(code) };
		const [, said, isError] = /^echo (.*?)( >&2)?$/.exec(command) ?? [];
		if (said !== undefined && isError) stderr += `${said}\n`;
		else if (said !== undefined) stdout += `${said}\n`;
		else if (command === "stty size" && size) stdout += `${size.rows} ${size.columns}\n`;
	}
	return { stdout, stderr, exitCode: size ? null : 0 };
};
const seq: Program = ({ argv }) => ({ stdout: numbered(Number(argv[2]), (i) => `${i}\n`).join("") });
const programs = { sh, seq };

const scripts = {
	web: { exposedPorts: ["8080/tcp"], listensOn: [8080], statuses: { "/missing": 404, "/elsewhere": 302 } },
	sleeper: {},
	exiter: { exitsAfterMs: 20, exitCode: 3, prints: [{ text: "about to exit" }, { stream: "stderr", text: "it failed" }] },
	finisher: { exitsAfterMs: 20, prints: [{ text: "all done" }] },
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
	for (const [name, script] of Object.entries(scripts)) host.images.add(`localhost/berth-fixture/${name}:1`, { ...script, programs });
	host.images.publish("registry.test/breaking:1", { answer: "breaks" });
	const installation = `contract-${newId()}`;
	const engine = createFakeEngine(host, { installation });
	const countedEngine = createFakeEngine(host, { installation });
	let published = 0;
	let ports = 0;
	return {
		engine,
		neighbour: createFakeEngine(host, { installation: `${installation}-neighbour` }),
		brisk: createFakeEngine(host, { installation, statsEveryMs: 100, statsRecordEveryMs: 400 }),
		unreachable: createFakeEngine(dead, { installation }),
		silent: createFakeEngine(silent, { installation }),
		images: {
			web: reference("web"),
			sleeper: reference("sleeper"),
			exiter: reference("exiter"),
			finisher: reference("finisher"),
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
		counted: { engine: countedEngine, calls: () => host.faults.calls.map(({ operation, subject }) => `${operation} ${subject}`) },
		async limitsOf(id) {
			const limits = host.containers().find((container) => container.id === id)?.limits;
			if (!limits) throw new Error(`no limits of ${id}`);
			return limits;
		},
		useMemory: async (id, mebibytes) => host.useMemory(id, (1 + mebibytes) * 1_048_576),
		async freePort() {
			ports += 1;
			return 30_000 + ports;
		},
		async listenOn(port) {
			const stop = host.listenOn(port, "tcp");
			return { [Symbol.asyncDispose]: async () => stop() };
		},
		killFromOutside: async (id) => host.kill(id),
		removeNetworkFromOutside: async (name) => host.removeNetwork(name),
		print: async (id, prefix, count) =>
			host.print(
				id,
				numbered(count, (i) => `${prefix} ${i}`).map((text) => ({ text })),
			),
		addForeignContainer: async (name) => host.addForeignContainer(name),
		async addForeignCrowd({ unlabelled, dead: ended }) {
			const idle = numbered(unlabelled, (i) => host.addForeignContainer(`crowd-${i}`));
			const killed = numbered(ended, (i) => host.addForeignContainer(`dead-${i}`));
			for (const id of killed) host.kill(id);
			return [...idle, ...killed];
		},
		addForeignNetwork: async (name) => void host.addForeignNetwork(name),
		foreignContainerExists: async (id) => host.containers().some((container) => container.id === id),
		foreignNetworkExists: async (name) => host.networks().some((network) => network.name === name),
		async [Symbol.asyncDispose]() {
			for (const one of [host, dead, silent]) one.close();
		},
	};
}

describeEngineContract("the fake engine", openFake);
describeCrowdContract("the fake engine", openFake);
