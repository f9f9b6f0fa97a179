import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { newId } from "@berth/core";
import { detectPlacement } from "@berth/engine/self";
import type Dockerode from "dockerode";
import { expect, test } from "vitest";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { call, FOREIGN, openHost } from "./host.ts";

const socketPath = "/var/run/docker.sock";

/** What a program inside prints. */
async function printed(docker: Dockerode, container: Dockerode.Container, argv: string[]): Promise<string> {
	const exec = await container.exec({ Cmd: argv, AttachStdout: true });
	const stream = await exec.start({});
	const stdout = new PassThrough();
	docker.modem.demuxStream(stream, stdout, new PassThrough());
	stream.once("end", () => stdout.end());
	let text = "";
	for await (const chunk of stdout) text += String(chunk);
	return text;
}

test("a process finds its own container and what the daemon calls its directories, by bind and by volume", async () => {
	const { sleeper } = await ensureFixtureImages();
	await using host = openHost();
	await using stack = new AsyncDisposableStack();
	const directory = await realpath(await mkdtemp(join(tmpdir(), "berth-self-")));
	stack.defer(() => rm(directory, { recursive: true, force: true }));
	await writeFile(join(directory, "file"), "of the host");
	const volume = `berth-test-${newId()}`;
	await host.docker.createVolume({ Name: volume, Labels: { [FOREIGN]: host.installation } });
	stack.defer(async () => void (await host.docker.getVolume(volume).remove({ force: true })));
	const container = await host.startForeign({
		Image: sleeper,
		HostConfig: { Init: true, Binds: [`${directory}:/data`, `${volume}:/state`] },
	});
	stack.defer(async () => void (await container.remove({ force: true })));

	const inside = (...argv: string[]) => printed(host.docker, container, argv);
	const traces = {
		cgroup: await inside("cat", "/proc/self/cgroup"),
		mountinfo: await inside("cat", "/proc/self/mountinfo"),
		hostname: (await inside("hostname")).trim(),
	};
	const place = (asked: string, known = traces) => detectPlacement({ socketPath, directory: asked, readTraces: async () => known }, call);

	const bind = await place("/data/deep");
	expect(bind).toMatchObject({ mode: "bind", containerId: container.id, volumeName: null });
	expect(bind.toHostPath("/data/file")).toBe(join(directory, "file"));
	expect(() => bind.toHostPath("/state/file")).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
	const inVolume = await place("/state");
	expect(inVolume).toMatchObject({ mode: "volume", volumeName: volume });
	expect(inVolume.toHostPath("/state/a")).toBe(join((await host.docker.getVolume(volume).inspect()).Mountpoint, "a"));
	expect((await place("/var/lib/berth")).mode).toBe("unmounted");

	// Each trace is enough by itself: which of them there is depends on the kernel and on how the container was started.
	const nothing = { cgroup: "0::/\n", mountinfo: "", hostname: "berth" };
	const telling = { mountinfo: traces.mountinfo, hostname: traces.hostname, cgroup: traces.cgroup };
	for (const [name, text] of Object.entries(telling)) {
		if (name === "cgroup" && !text.includes(container.id)) continue;
		expect(await place("/data", { ...nothing, [name]: text }), name).toMatchObject({ mode: "bind", containerId: container.id });
	}
});

test("a process outside of any container keeps its paths", async () => {
	const placement = await detectPlacement({ socketPath, directory: tmpdir() }, call);
	expect(placement.mode).toBe("native");
	expect(placement.toHostPath("/srv/berth")).toBe("/srv/berth");
});
