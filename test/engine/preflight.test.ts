import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@berth/core";
import type { PreflightResult } from "@berth/engine";
import { expect, test } from "vitest";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { freePort } from "../support/free-port.ts";
import { call, openHost } from "./host.ts";

const byId = (results: readonly PreflightResult[], id: string): PreflightResult => {
	const found = results.find((result) => result.id === id);
	if (!found) throw new Error(`no check ${id} among ${results.map((result) => result.id).join(", ")}`);
	return found;
};

async function openDirectory() {
	const path = await realpath(await mkdtemp(join(tmpdir(), "berth-preflight-")));
	return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test("every check of a real host comes to an end of its own, and leaves nothing", async () => {
	const { sleeper } = await ensureFixtureImages();
	await using directory = await openDirectory();
	const known = async () => ({ leaseIds: new Set<string>(), tenantIds: new Set<string>() });
	await using host = openHost({ dataDirectory: directory.path, probeImage: sleeper, known });
	const results = await host.engine.host.preflight(call);

	expect(results.filter(({ seen }) => seen.startsWith("check_failed"))).toEqual([]);
	for (const id of ["cgroup_controllers", "inotify_limits", "kernel_limits", "engine_rootless"]) byId(results, id);
	expect(byId(results, "address_pools").seen).toMatch(/^\d+ of \d+ ranges are free$/);
	for (const id of ["engine_reachable", "image_probe", "mount_roundtrip", "orphans"]) expect(byId(results, id).severity).toBe("ok");
	expect(await readdir(directory.path)).toEqual([]);
	expect((await host.leftovers()).containers).toEqual([]);
});

test("what belongs to nobody is counted, and a probe image that cannot be had is said", async () => {
	await using directory = await openDirectory();
	const missing = "127.0.0.1:1/berth/none:1";
	const known = async () => ({ leaseIds: new Set<string>(), tenantIds: new Set<string>() });
	await using host = openHost({ dataDirectory: directory.path, probeImage: missing, known });
	await host.engine.networks.ensure({ name: `berth-test-${newId()}`, tenantId: newId() }, call);
	const results = await host.engine.host.preflight(call);
	expect(byId(results, "orphans")).toMatchObject({ severity: "info", seen: expect.stringContaining("1 networks") });
	expect(byId(results, "image_probe").severity).toBe("warning");
	expect(byId(results, "mount_roundtrip").severity).toBe("info");
});

test("a proxy is found by its label and asked, and whoever else holds its ports is named", async () => {
	const { web } = await ensureFixtureImages();
	const port = await freePort();
	const label = `berth-test-proxy=${newId()}`;
	const [name = "", value = ""] = label.split("=");
	const ingress = { publicPorts: [port], pingPort: 8080 };
	await using found = openHost({ ingress: { ...ingress, label } });
	await using stranger = openHost({ ingress: { ...ingress, label: `${label}-other` } });
	const container = await found.startForeign({
		Image: web,
		Cmd: ["sh", "-c", "echo OK > /www/ping; exec httpd -f -p 8080 -h /www"],
		Labels: { [name]: value },
		HostConfig: { Init: true, PortBindings: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
	});
	const { Name } = await container.inspect();
	const seen = async (host: typeof found) => await host.engine.host.preflight(call);
	const [ours, theirs] = await Promise.all([seen(found), seen(stranger)]);
	expect(byId(ours, "ingress_present")).toMatchObject({ severity: "ok", seen: expect.stringContaining(Name.slice(1)) });
	expect(byId(ours, "ports_free").severity).toBe("ok");
	expect(byId(theirs, "ingress_present").severity).toBe("warning");
	expect(byId(theirs, "ports_free")).toMatchObject({ severity: "warning", seen: expect.stringContaining(Name.slice(1)) });
});

test("two tenants' networks are tried out with real containers, and registries with real connections", async () => {
	const { web } = await ensureFixtureImages();
	const known = async () => ({ leaseIds: new Set<string>(), tenantIds: new Set<string>() });
	await using host = openHost({ isolationImage: web, registries: ["127.0.0.1:1"], known });
	const results = await host.engine.host.preflight(call);
	expect(byId(results, "network_isolation")).toMatchObject({ severity: "ok", seen: expect.stringContaining("reached its neighbour") });
	expect(byId(results, "registry_reachable")).toMatchObject({ severity: "warning", seen: "127.0.0.1:1: ECONNREFUSED" });
	expect(byId(results, "orphans").severity).toBe("ok");
	expect(await host.leftovers()).toEqual({ containers: [], networks: [] });
});

test("an isolation image that is not here is said, and nothing is made for it", async () => {
	await using host = openHost({ isolationImage: "127.0.0.1:1/berth/none:1" });
	expect(byId(await host.engine.host.preflight(call), "network_isolation")).toMatchObject({
		severity: "info",
		seen: expect.stringContaining("not tried"),
	});
	expect(await host.leftovers()).toEqual({ containers: [], networks: [] });
});

test("what a check had made when its process was killed goes with the next one", async () => {
	const { web } = await ensureFixtureImages();
	await using host = openHost({ isolationImage: web });
	const Labels = { "berth.installation": host.installation };
	await host.startForeign({ name: `berth-probe-${newId()}`, Image: web, Labels });
	await host.docker.createNetwork({ Name: `berth-probe-${newId()}`, Labels });
	expect(byId(await host.engine.host.preflight(call), "network_isolation").severity).toBe("ok");
	expect(await host.leftovers()).toEqual({ containers: [], networks: [] });
});
