import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { makeRootfs, tarOf } from "./fixture-images.ts";

/** A registry on loopback, which every Docker daemon of this machine may pull from without TLS. */
export interface Registry extends AsyncDisposable {
	/** `127.0.0.1:port`, as it stands before the slash of a reference. */
	readonly host: string;
	/**
	 * Puts an image with BusyBox and a layer of its own there, which no host has yet.
	 *
	 * Units   `randomBytes`: size of that layer; it does not compress.
	 * Returns its reference.
	 */
	publish(name: string, image?: { readonly command?: readonly string[]; readonly randomBytes?: number }): Promise<string>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const digestOf = (bytes: Buffer) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Starts Debian's `docker-registry` on a free port, with its storage in a folder that goes when it stops. */
export async function startRegistry(): Promise<Registry> {
	const folder = await mkdtemp(join(tmpdir(), "berth-registry-"));
	const host = `127.0.0.1:${await freePort()}`;
	const config = {
		version: 0.1,
		log: { level: "error", accesslog: { disabled: true } },
		storage: { filesystem: { rootdirectory: join(folder, "store") } },
		http: { addr: host },
	};
	// JSON is YAML.
	await writeFile(join(folder, "config.yml"), JSON.stringify(config));
	const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: "ignore" });
	try {
		await answers(host, child);
	} catch (err) {
		await end(child);
		await rm(folder, { recursive: true, force: true });
		throw err;
	}
	let rootfs: Promise<Buffer> | null = null;
	return {
		host,
		async publish(name, image = {}) {
			rootfs ??= packRootfs();
			await upload(host, name, [await rootfs, await packRandom(image.randomBytes ?? 16)], image.command ?? ["sleep", "2147483"]);
			return `${host}/${name}`;
		},
		async [Symbol.asyncDispose]() {
			await end(child);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return address.port;
}

async function answers(host: string, child: ChildProcess): Promise<void> {
	for (let tries = 0; tries < 300; tries++) {
		if (child.exitCode !== null || child.pid === undefined) throw new Error("docker-registry did not start; is it installed?");
		const ok = await fetch(`http://${host}/v2/`).then(
			(answer) => answer.ok,
			() => false,
		);
		if (ok) return;
		await pause(100);
	}
	throw new Error("docker-registry did not answer within 30 s");
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
	const ended = new Promise((resolve) => child.once("exit", resolve));
	child.kill("SIGKILL");
	await ended;
}

async function packRootfs(): Promise<Buffer> {
	const { folder, remove } = await makeRootfs();
	try {
		return await buffer(tarOf(folder));
	} finally {
		await remove();
	}
}

/** A layer nobody has seen, so that it must be downloaded. */
async function packRandom(size: number): Promise<Buffer> {
	const folder = await mkdtemp(join(tmpdir(), "berth-layer-"));
	try {
		await chmod(folder, 0o755);
		await writeFile(join(folder, "random"), randomBytes(size));
		return await buffer(tarOf(folder));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const CONFIG = "application/vnd.docker.container.image.v1+json";
const LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/**
 * Pushes an image by the registry's own protocol, past any daemon, so that none has its layers.
 *
 * Source  OCI distribution spec, "Pushing blobs" (POST then PUT) and "Pushing manifests".
 */
async function upload(host: string, name: string, layers: readonly Buffer[], command: readonly string[]): Promise<void> {
	const [repository = "", tag = "latest"] = name.split(":");
	const packed = layers.map((layer) => gzipSync(layer, { level: 1 }));
	const config = Buffer.from(
		JSON.stringify({
			architecture: process.arch === "arm64" ? "arm64" : "amd64",
			os: "linux",
			created: new Date().toISOString(),
			config: { Cmd: command },
			rootfs: { type: "layers", diff_ids: layers.map(digestOf) },
			history: layers.map(() => ({ created_by: "berth test" })),
		}),
	);
	for (const blob of [...packed, config]) await putBlob(host, repository, blob);
	const describe = (mediaType: string, blob: Buffer) => ({ mediaType, size: blob.length, digest: digestOf(blob) });
	const manifest = {
		schemaVersion: 2,
		mediaType: MANIFEST,
		config: describe(CONFIG, config),
		layers: packed.map((layer) => describe(LAYER, layer)),
	};
	await expectOk(
		await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
			method: "PUT",
			headers: { "content-type": MANIFEST },
			body: JSON.stringify(manifest),
		}),
	);
}

async function putBlob(host: string, repository: string, blob: Buffer): Promise<void> {
	const begun = await expectOk(await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: "POST" }));
	const location = new URL(begun.headers.get("location") ?? "", `http://${host}`);
	location.searchParams.set("digest", digestOf(blob));
	await expectOk(
		await fetch(location, { method: "PUT", headers: { "content-type": "application/octet-stream" }, body: new Uint8Array(blob) }),
	);
}

async function expectOk(answer: Response): Promise<Response> {
	if (!answer.ok) throw new Error(`the registry answered ${answer.status}: ${await answer.text()}`);
	return answer;
}
