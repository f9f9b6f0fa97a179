import { AppError, isAppError, parseManifest } from "@berth/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileSpecs } from "../contract/hostile-specs.ts";
import type { ContainerSpec } from "../spec.ts";
import { type CreateOptions, toCreateOptions } from "./to-create-options.ts";

const settings = { installation: "here", hashKey: "key", publishIp: "127.0.0.1", tmpfsBytes: 1_000, logFileBytes: 2_000, logFiles: 2 };
const storage = { owner: { uid: 0, gid: 0 }, volumes: [], tmpfs: [], binds: [] };

const TMPFS_OPTION = /^(rw|nosuid|nodev|noexec|exec|size=1000|mode=[01]?7\d\d|uid=\d{1,10}|gid=\d{1,10})$/;
const TMPFS_PATH = /^\/(?!(proc|sys|dev)(\/|$))[^:,\n\0]+$/;

/** Every field a container may be made with, and what it must hold; a field that is not here must not be. */
const hostConfig = (spec: ContainerSpec): Readonly<Record<string, (value: unknown) => boolean>> => ({
	CapDrop: is(["ALL"]),
	SecurityOpt: is(["no-new-privileges:true"]),
	ReadonlyRootfs: is(true),
	Privileged: is(false),
	PublishAllPorts: is(false),
	Init: is(spec.init),
	Memory: is(33_554_432),
	MemorySwap: is(33_554_432),
	NanoCpus: is(500_000_000),
	PidsLimit: is(32),
	Tmpfs: (value) => Object.entries(value ?? {}).every(([path, options]) => TMPFS_PATH.test(path) && isTmpfs(options)),
	Mounts: is([]),
	NetworkMode: is("berth-net"),
	PortBindings: (value) => Object.entries(value ?? {}).every(([port, hosts]) => /^\d{1,5}\/(tcp|udp)$/.test(port) && isOurs(hosts)),
	RestartPolicy: is({ Name: "no" }),
	LogConfig: is({ Type: "json-file", Config: { "max-size": "2000", "max-file": "2" } }),
});
const fields = [
	"Image",
	"Entrypoint",
	"Cmd",
	"User",
	"Env",
	"Labels",
	"ExposedPorts",
	"Healthcheck",
	"StopTimeout",
	"HostConfig",
	"NetworkingConfig",
];

const isTmpfs = (options: string): boolean =>
	options.split(",").every((option) => TMPFS_OPTION.test(option)) && /nosuid/.test(options) && /nodev/.test(options);
const is = (wanted: unknown) => (value: unknown) => JSON.stringify(value) === JSON.stringify(wanted);
const isOurs = is([{ HostIp: "127.0.0.1", HostPort: "" }]);

test("nothing a tenant writes reaches a field of the host's that is not on the list, or changes what is ours there", () => {
	let made = 0;
	fc.assert(
		fc.property(hostileSpecs("registry.test/app:1", "berth-net"), (spec) => {
			const options = optionsOf(spec);
			if (!options) return;
			made += 1;
			expect(fields).toEqual(expect.arrayContaining(Object.keys(options)));
			const allowed = hostConfig(spec);
			const wrong = Object.entries(options.HostConfig).filter(([field, value]) => !allowed[field]?.(value));
			expect(wrong).toEqual([]);
			const reserved = Object.entries(options.Labels).filter(([name]) => /^berth\./i.test(name));
			expect(Object.fromEntries(reserved)).toMatchObject({ "berth.installation": "here", "berth.lease": spec.owner.leaseId });
			expect(reserved.filter(([name]) => name !== name.toLowerCase())).toEqual([]);
			expect(Object.keys(options.NetworkingConfig.EndpointsConfig)).toEqual(["berth-net"]);
		}),
		{ numRuns: 500 },
	);
	expect(made).toBeGreaterThan(100);
});

test("a manifest with any field that is not a manifest's is refused", () => {
	fc.assert(
		fc.property(
			fc.constantFrom("privileged", "volumes", "cap_add", "devices", "pid", "network_mode", "security_opt", "__proto__x"),
			(field) => {
				expect(() => parseManifest({ image: "app:1", [field]: true })).toThrow(AppError);
			},
		),
	);
});

function optionsOf(spec: ContainerSpec): CreateOptions | null {
	try {
		return toCreateOptions(spec, storage, settings);
	} catch (error) {
		if (isAppError(error, "BAD_INPUT")) return null;
		throw error;
	}
}
