import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { askDocker, type DockerHost } from "../../lib/docker/docker-host.ts";
import { findBusybox } from "../../lib/find-busybox.ts";
import { makeRootfs, rootfsContent } from "./rootfs.ts";

/** The registry part of the demo's image: it is nobody's, so nothing is ever pulled from it. */
export const demoRegistry = "localhost";

/** Makes the demo's image on the host, or finds it made: its tag is a hash of what is in it. Returns its reference. */
export async function ensureDemoImage(host: DockerHost): Promise<string> {
	const busybox = await findBusybox();
	const tag = createHash("sha256")
		.update(await readFile(busybox))
		.update(rootfsContent)
		.digest("hex")
		.slice(0, 12);
	const repo = `${demoRegistry}/berth-demo`;
	const ref = `${repo}:${tag}`;
	if ((await askDocker(host, { path: `/images/${ref}/json` })).status === 200) return ref;

	await using rootfs = await makeRootfs(busybox);
	const tar = spawn("tar", ["-C", rootfs.folder, "--owner=0", "--group=0", "-c", "."], { stdio: ["ignore", "pipe", "ignore"] });
	const query = new URLSearchParams({ fromSrc: "-", repo, tag, changes: "USER 65534:65534" });
	const answer = await askDocker(host, {
		method: "POST",
		path: `/images/create?${query.toString()}`,
		headers: { "content-type": "application/x-tar" },
		body: tar.stdout,
		timeoutMs: 60_000,
	});
	// A failure may come inside of a good answer.
	if (answer.status !== 200 || answer.text.includes('"error"'))
		throw new Error(`the demo's image could not be made: ${answer.text.trim()}`);
	return ref;
}
