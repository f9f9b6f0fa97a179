import { expect, test } from "vitest";
import { findDrift, wantedShape } from "../drift/index.ts";
import { label } from "../labels.ts";
import type { ContainerSpec } from "../spec.ts";
import { inspectAnswer } from "./scripted-daemon.ts";
import { broughtShape, containerDetails, imageDetails, storedShape } from "./stored-shape.ts";
import { containerInspect } from "./wire.ts";

const volumeId = "0190a0a0-0000-7000-8000-000000000001";
const settings = {
	installation: "here",
	hashKey: "key",
	imageId: "sha256:0",
	enforced: { memory: true, swap: true, cpu: true, pids: true },
};
const spec: ContainerSpec = {
	name: "c",
	owner: { tenantId: "ada", leaseId: "l1" },
	service: "api",
	index: 0,
	generation: 1,
	image: "web:1",
	env: { MODE: "a" },
	labels: {},
	ports: [],
	tmpfs: [],
	mounts: [{ volumeId, target: "/data", readOnly: false }],
	writablePaths: { kind: "volume", volumeId },
	network: { name: "berth-net", aliases: ["api"] },
	resources: { cpuMillis: 500, memoryBytes: 1_000, pidsMax: 10 },
	stopGraceMs: 5_000,
	init: true,
};

const bind = (target: string, source: string) => ({ Type: "bind", Source: source, Destination: target, RW: true });

/** An answer as a daemon gives of a container of the spec, from an image that brings much. */
function answer() {
	const id = "0123456789ab".repeat(5);
	const base = inspectAnswer(id, {});
	const berthLabels = wantedShape(spec, settings).labels ?? {};
	return {
		...base,
		Config: {
			...base.Config,
			Entrypoint: ["/entry"],
			Cmd: ["serve"],
			User: "999:999",
			Env: ["MODE=a", "PATH=/bin", "EMPTY=", "ODD=a=b"],
			Labels: { ...berthLabels, vendor: "them", [label.volumes]: volumeId, [label.specHash]: "v3:x", [label.installation]: "here" },
			Healthcheck: { Test: ["NONE"], Interval: 5_000_000 },
			StopTimeout: 5,
		},
		HostConfig: {
			...base.HostConfig,
			CapDrop: ["ALL"],
			SecurityOpt: ["no-new-privileges:true"],
			Init: true,
			Memory: 1_000,
			MemorySwap: 1_000,
			NanoCpus: 500_000_000,
			PidsLimit: 10,
			Tmpfs: { "/tmp": "rw", "/run": "rw", "/var/lib/them": "rw" },
		},
		Mounts: [bind("/data", `/srv/berth/${volumeId}/data/data`), bind("/opt", `/srv/berth/${volumeId}/image/opt`)],
		NetworkSettings: { Ports: {}, Networks: { "berth-net": { Aliases: ["api", id.slice(0, 12)] } } },
	};
}
const image = {
	Config: {
		Entrypoint: ["/entry"],
		Cmd: ["serve"],
		User: "",
		Env: ["PATH=/bin", "EMPTY=", "ODD=a=b"],
		Labels: { vendor: "them" },
		Volumes: { "/var/lib/them": {} },
	},
};

function driftOf(stored: object, asked = spec) {
	const actual = storedShape(containerInspect.parse(stored), containerDetails.parse(stored), settings);
	return findDrift(wantedShape(asked, settings), actual, broughtShape(asked, imageDetails.parse(image), actual, settings.hashKey));
}

test("what the image, an old daemon and the preparation of the image's directories add to a container is no drift", () => {
	expect(driftOf(answer())).toEqual([]);
});

test("a directory of another volume, one that is read-only and one that is of no volume are told", () => {
	const stored = answer();
	const at = (mounts: readonly object[]) => driftOf({ ...stored, Mounts: [...mounts, ...stored.Mounts.slice(1)] });
	const place = `${volumeId}/data/data`;
	expect(at([{ ...bind("/data", `/srv/berth/${place}`), RW: false }])).toEqual([
		{ field: "mounts", key: "/data", wanted: `${place}, writable`, actual: `${place}, read-only` },
	]);
	expect(at([bind("/data", "/etc")])).toMatchObject([{ field: "mounts", key: "/data", actual: "bind of /etc, writable" }]);
	expect(at([])).toMatchObject([{ field: "mounts", key: "/data", actual: null }]);
});

test("directories the image was given are told once the spec gives it none", () => {
	const { writablePaths: _, ...without } = spec;
	expect(driftOf(answer(), without)).toMatchObject([{ field: "mounts", key: "/opt", wanted: null }]);
});

test("rights that were given from outside are told", () => {
	const stored = answer();
	const host = { ...stored.HostConfig, CapAdd: ["NET_ADMIN"], ReadonlyRootfs: false, RestartPolicy: { Name: "always" } };
	expect(driftOf({ ...stored, HostConfig: host })).toEqual([
		{ field: "security", key: "capabilities", wanted: "none", actual: "added: NET_ADMIN; dropped: ALL" },
		{ field: "security", key: "readOnlyRoot", wanted: "true", actual: "false" },
		{ field: "security", key: "restart", wanted: "no", actual: "always" },
	]);
});
