import { isAppError, type Manifest, newId, parseDuration, parseManifest } from "@berth/core";
import fc from "fast-check";
import type { ContainerSpec } from "../spec.ts";

/** Words that would mean something to a shell, a daemon, a parser or an object, were they to reach it. */
const words = [
	"",
	" ",
	"-v",
	"--privileged",
	"/:/host:rw",
	"/var/run/docker.sock",
	"/etc/../..",
	"//tmp",
	"/data,exec,suid",
	"/data:/host",
	"/a b",
	"/ünïcode/😀",
	"host",
	"container:0",
	"0:0",
	"4294967295",
	"1000:",
	"root",
	"__proto__",
	"constructor",
	"HostConfig",
	'{"Privileged":true}',
	'","Privileged":true,"x":"',
	"seccomp=unconfined",
	"$(reboot)",
	"`id`",
	"\u0024{HOME}",
	"a\nb",
	"a\r\n\tb",
	"a=b",
	"berth.lease",
	"BERTH.Installation",
	"‮drowssap",
	"x".repeat(5_000),
];
const word = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...words) },
	fc.string({ unit: "grapheme", maxLength: 12 }),
	fc.string({ maxLength: 12 }),
);
const path = fc.oneof(
	word,
	word.map((text) => `/${text}`),
	fc.constantFrom("/data", "/var/lib/app/"),
);
const list = fc.array(word, { minLength: 1, maxLength: 4 });
const record = fc.array(fc.tuple(word, word), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
const duration = fc.constantFrom("1s", "30s", "2m");

/** What a tenant may write down for one service; about half of it is more than the rules allow. */
const service = (image: string) =>
	fc.record(
		{
			image: fc.constant(image),
			command: list,
			args: list,
			env: record,
			labels: record,
			user: fc.oneof(word, fc.constantFrom("1000:1000", "nobody")),
			tmpfs: fc.array(path, { maxLength: 3 }),
			ports: fc.constantFrom({}, { "80/tcp": {} }, { "53/udp": {}, "443/tcp": { ingress: true } }),
			health_check: fc.record({ test: list.map((rest) => ["CMD", ...rest]), interval: duration, retries: fc.nat(100) }),
			stop_grace_period: duration,
			init: fc.boolean(),
		},
		{ requiredKeys: ["image"] },
	);

/** A manifest as its tenant wrote it, each field alone cut down to what the rules accept, so that many fields are hostile at once. */
const hostileManifests = (image: string): fc.Arbitrary<Manifest> =>
	service(image).map((asked) => {
		const accepted: Record<string, unknown> = { image };
		for (const [field, value] of Object.entries(asked)) {
			const kept = narrow(value).find((part) => isAccepted({ ...accepted, [field]: part }));
			if (kept !== undefined) accepted[field] = kept;
		}
		return parseManifest(accepted);
	});

/** The value, then each part of it alone. */
function narrow(value: unknown): unknown[] {
	if (Array.isArray(value)) return [value, ...value.map((one) => [one])];
	if (typeof value !== "object" || value === null) return [value];
	return [value, ...Object.entries(value).map((entry) => Object.fromEntries([entry]))];
}

function isAccepted(manifest: unknown): boolean {
	try {
		parseManifest(manifest);
		return true;
	} catch (error) {
		if (isAppError(error, "INVALID_MANIFEST")) return false;
		throw error;
	}
}

/** Specs of hostile manifests, and more hostile still: labels, aliases and paths that no manifest could hold, and fields that no spec has. */
export const hostileSpecs = (image: string, network: string): fc.Arbitrary<ContainerSpec> =>
	fc
		.tuple(
			hostileManifests(image),
			fc.record({ aliases: list, labels: record, tmpfs: fc.array(path, { maxLength: 2 }), beyond: fc.boolean() }),
		)
		.map(([manifest, { aliases, labels, tmpfs, beyond }]) => {
			const [name = "app", asked] = Object.entries(manifest.services)[0] ?? [];
			if (!asked) throw new Error("a manifest without a service");
			const intruders = { Privileged: true, HostConfig: { Privileged: true, Binds: ["/:/host"] }, CapAdd: ["ALL"], PidMode: "host" };
			const spec: ContainerSpec = {
				...(beyond ? intruders : {}),
				name: `berth-hostile-${newId().slice(-12)}`,
				owner: { tenantId: newId(), leaseId: newId() },
				service: name,
				index: 0,
				generation: 1,
				image: asked.image,
				...(asked.command ? { command: asked.command } : {}),
				...(asked.args ? { args: asked.args } : {}),
				...(asked.user === undefined ? {} : { user: asked.user }),
				...(asked.health_check ? { healthCheck: { test: asked.health_check.test, intervalMs: 1_000 } } : {}),
				...(beyond ? { readiness: { probe: { kind: "command", argv: aliases } } } : {}),
				env: asked.env ?? {},
				labels: { ...asked.labels, ...(beyond ? labels : {}) },
				ports: Object.keys(asked.ports ?? {}).map((port) => ({
					port: Number.parseInt(port, 10),
					protocol: port.endsWith("udp") ? "udp" : "tcp",
				})),
				tmpfs: [...(asked.tmpfs ?? []), ...(beyond ? tmpfs : [])],
				network: { name: network, aliases: beyond ? aliases : [name] },
				resources: { cpuMillis: 500, memoryBytes: 33_554_432, pidsMax: 32, ...(beyond ? intruders : {}) },
				stopGraceMs: parseDuration(asked.stop_grace_period ?? "10s") ?? 10_000,
				init: asked.init ?? true,
			};
			return spec;
		});
