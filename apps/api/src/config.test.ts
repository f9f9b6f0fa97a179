import { describe, expect, test } from "vitest";
import { ConfigError, describeConfig, loadConfig } from "./config.ts";
import { hostSettings } from "./host-settings.ts";

const enough = { DATABASE_URL: "postgres://u:hunter2@h/db", AUTH_SECRET: "s".repeat(32) };

function problemsOf(env: Record<string, string>): readonly string[] {
	try {
		loadConfig(env);
	} catch (err) {
		if (err instanceof ConfigError) return err.problems;
		throw err;
	}
	return [];
}

describe("config", () => {
	test("the two secrets are enough, and the rest has defaults", () => {
		const config = loadConfig({ ...enough, PORT: "5000" });
		expect(config).toMatchObject({ HOST: "127.0.0.1", PUBLIC_URL: "http://localhost:5000", BODY_BYTES_MAX: 262_144, TRUST_PROXY: false });
		expect(config.ALLOWED_REGISTRIES).toEqual(["docker.io"]);
		expect(Object.isFrozen(config)).toBe(true);
	});

	test("all problems are told at once, each by its name", () => {
		const problems = problemsOf({ AUTH_SECRET: "short", PORT: "70000", REQUEST_TIMEOUT: "soon", TRUST_PROXY: "yes" });
		expect(problems.map((problem) => problem.split(":")[0])).toEqual([
			"DATABASE_URL",
			"PORT",
			"TRUST_PROXY",
			"REQUEST_TIMEOUT",
			"AUTH_SECRET",
		]);
		expect(problems.join()).not.toContain("short,");
	});

	test("a secret may stand in a file, but not in both places", () => {
		const config = loadConfig({ DATABASE_URL: enough.DATABASE_URL, AUTH_SECRET_FILE: "/run/auth" }, () => `${"f".repeat(40)}\n`);
		expect(config.AUTH_SECRET.reveal()).toBe("f".repeat(40));
		expect(problemsOf({ ...enough, AUTH_SECRET_FILE: "/run/auth" })).toEqual(["AUTH_SECRET_FILE: AUTH_SECRET is set too; set one of them"]);
		expect(problemsOf({ ...enough, AUTH_SECRET: "", AUTH_SECRET_FILE: "/nowhere/auth" })).toEqual([
			"AUTH_SECRET_FILE: /nowhere/auth cannot be read (ENOENT)",
		]);
	});

	test("what is printed holds no secret", () => {
		const printed = JSON.stringify(loadConfig({ ...enough, METRICS_TOKEN: "metrics-token-of-ours" }));
		expect(printed).not.toMatch(/hunter2|ssss|metrics-token/);
		expect(printed).toContain("[secret]");
	});

	test("headers of a collector are read as OpenTelemetry writes them, a wrong one is not quoted, and a share is one", () => {
		const config = loadConfig({
			...enough,
			OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20hunter2, x-tenant = a=b",
			OTEL_TRACES_SAMPLER_ARG: "0.25",
		});
		const headers = Object.entries(config.OTEL_EXPORTER_OTLP_HEADERS ?? {}).map(([name, value]) => [name, value.reveal()]);
		expect([headers, config.OTEL_TRACES_SAMPLER_ARG]).toEqual([
			[
				["authorization", "Bearer hunter2"],
				["x-tenant", "a=b"],
			],
			0.25,
		]);
		expect(JSON.stringify(config)).not.toContain("hunter2");
		for (const OTEL_EXPORTER_OTLP_HEADERS of ["hunter2", "a=%zz"])
			expect(problemsOf({ ...enough, OTEL_EXPORTER_OTLP_HEADERS })).toEqual([expect.not.stringMatching(/hunter2|%zz/)]);
		for (const OTEL_TRACES_SAMPLER_ARG of ["1.5", "-1", "half", "."])
			expect(problemsOf({ ...enough, OTEL_TRACES_SAMPLER_ARG })).toEqual([expect.stringMatching(/^OTEL_TRACES_SAMPLER_ARG: /)]);
	});

	test("sizes and spans are written as people write them", () => {
		expect(loadConfig({ ...enough, NODE_MEMORY: "2GiB", SESSION_TTL: "1d12h" })).toMatchObject({
			NODE_MEMORY: 2 ** 31,
			SESSION_TTL: 129_600_000,
		});
	});

	test("names that could never match, or would break a route, are told", () => {
		const env = {
			...enough,
			ALLOWED_REGISTRIES: "docker.io,https://ghcr.io,localhost:5000",
			VOLUME_ROOT: "volumes",
			INGRESS_DOMAIN: "*.apps.example.org",
			INGRESS_DNS_RESOLVERS: "1.1.1.1,dns.example.org:53,[2606:4700::1111]:53",
			INGRESS_PORTS: "80,70000",
		};
		expect(problemsOf(env)).toEqual([
			expect.stringMatching(/^VOLUME_ROOT: /),
			expect.stringMatching(/^INGRESS_DOMAIN: /),
			expect.stringMatching(/^INGRESS_DNS_RESOLVERS: "dns.example.org:53"/),
			expect.stringMatching(/^INGRESS_PORTS: "70000"/),
			expect.stringMatching(/^ALLOWED_REGISTRIES: "https:..ghcr.io"/),
		]);
	});

	test("ports that tenants may have are a range above the system's own, and none where none is named", () => {
		expect(loadConfig(enough).HOST_PORTS).toBeNull();
		expect(loadConfig({ ...enough, HOST_PORTS: "30000-30999" }).HOST_PORTS).toEqual({ first: 30_000, last: 30_999 });
		expect(loadConfig({ ...enough, HOST_PORTS: "30000-30000" }).HOST_PORTS).toEqual({ first: 30_000, last: 30_000 });
		for (const range of ["30000", "30999-30000", "80-90", "1023-1024", "65535-65536", "30000-", "a-b", "30000-30999-1"])
			expect(problemsOf({ ...enough, HOST_PORTS: range })).toEqual([expect.stringMatching(/^HOST_PORTS: must be <first>-<last>/)]);
	});

	test("a host offers volumes and names only when it is told where", () => {
		expect(hostSettings(loadConfig(enough))).toEqual({ volumes: null, ingress: null });
		const host = hostSettings(loadConfig({ ...enough, VOLUME_ROOT: "/srv/volumes", INGRESS_DOMAIN: "apps.example.org" }));
		expect(host.volumes).toEqual({ root: "/srv/volumes", driver: "auto" });
		expect(host.ingress).toMatchObject({
			wildcardDomain: "apps.example.org",
			domainGate: { resolvers: ["1.1.1.1:53", "8.8.8.8:53", "9.9.9.9:53"], quorum: 0 },
		});
	});

	test("logins at registries are read as docker writes them, by the names that images have, and never told", () => {
		const base64 = (text: string) => Buffer.from(text).toString("base64");
		const auths = {
			"https://index.docker.io/v1/": { auth: base64("ann:pass:word") },
			"ghcr.io": { username: "bob", password: "hunter3" },
			"https://registry.example.org:5000/v2/": { auth: base64("eve:hunter4") },
		};
		const config = loadConfig({ ...enough, REGISTRY_CREDENTIALS_FILE: "/run/logins" }, () => JSON.stringify({ auths }));
		const logins = Object.entries(config.REGISTRY_CREDENTIALS ?? {}).map(([name, { username, password }]) => [
			name,
			username,
			password.reveal(),
		]);
		expect(logins).toEqual([
			["docker.io", "ann", "pass:word"],
			["ghcr.io", "bob", "hunter3"],
			["registry.example.org:5000", "eve", "hunter4"],
		]);
		expect(JSON.stringify(config)).not.toMatch(/hunter|pass:word/);
		for (const text of ['{"auths":{"ghcr.io":{"auth":"hunter5"}}}', '{"auths":{"ghcr.io":{}}}', '"hunter5', "{}"]) {
			const problems = problemsOf({ ...enough, REGISTRY_CREDENTIALS: text });
			expect(problems).toEqual([expect.stringMatching(/^REGISTRY_CREDENTIALS: /)]);
			expect(problems.join()).not.toContain("hunter5");
		}
	});

	test("every default is a value its own key accepts, and every key says what it does", () => {
		expect(problemsOf({ ...enough })).toEqual([]);
		expect(describeConfig().filter(({ description }) => !description.endsWith("."))).toEqual([]);
	});
});
