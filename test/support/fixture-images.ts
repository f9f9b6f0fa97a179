import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Local references of the images the tests run. Nothing is pulled; a registry of this name does not exist. */
export interface FixtureImages {
	/** Serves one page on port 8080, for ever. */
	readonly web: string;
	/** Does nothing, for ever; ends at SIGTERM when it has an init. */
	readonly sleeper: string;
	/** Says `about to exit` and, on stderr, `it failed`; exits with 3. */
	readonly exiter: string;
	/** Says `all done`; exits with 0. */
	readonly finisher: string;
	/** Sleeps; its health check succeeds. */
	readonly healthy: string;
	/** Sleeps; its health check says `the check failed` and fails. */
	readonly unhealthy: string;
	/** Prints `out 1` … `out 40` and, on stderr, `err 1` … `err 40`; then sleeps. */
	readonly chatty: string;
	/** Sleeps and ignores SIGTERM. */
	readonly stubborn: string;
	/** Sleeps, as nobody; keeps what is in `/data`. */
	readonly keeper: string;
}

const BUSYBOX = "/bin/busybox";
/** Goes up when the files around BusyBox change. */
const LAYOUT = 1;
const SLEEP = ["sleep", "2147483"];
const check = (test: readonly string[]) => `HEALTHCHECK --interval=500ms --timeout=20s --retries=1 CMD ${JSON.stringify(test)}`;

/** What each image runs, as instructions of a Dockerfile. */
const recipes: { readonly [name in keyof FixtureImages]: readonly string[] } = {
	web: [`CMD ${JSON.stringify(["httpd", "-f", "-p", "8080", "-h", "/www"])}`, "EXPOSE 8080/tcp"],
	sleeper: [`CMD ${JSON.stringify(SLEEP)}`],
	exiter: [`CMD ${JSON.stringify(["sh", "-c", "echo about to exit; echo it failed >&2; exit 3"])}`],
	finisher: [`CMD ${JSON.stringify(["sh", "-c", "echo all done"])}`],
	healthy: [`CMD ${JSON.stringify(SLEEP)}`, check(["true"])],
	unhealthy: [`CMD ${JSON.stringify(SLEEP)}`, check(["sh", "-c", "echo the check failed; exit 1"])],
	chatty: [`CMD ${JSON.stringify(["sh", "-c", `for i in $(seq 1 40); do echo out $i; echo err $i >&2; done; exec ${SLEEP.join(" ")}`])}`],
	stubborn: [`CMD ${JSON.stringify(["sh", "-c", `trap "" TERM; ${SLEEP.join(" ")} & wait; wait`])}`],
	keeper: [`CMD ${JSON.stringify(SLEEP)}`, "VOLUME /data", "USER 65534:65534"],
};

/**
 * Makes the fixture images, or finds them made.
 *
 * They are kept: their tag is a hash of what is in them, so the next run takes no time and a changed recipe makes a new image.
 */
export async function ensureFixtureImages(socketPath = "/var/run/docker.sock"): Promise<FixtureImages> {
	const hash = createHash("sha256")
		.update(await readFile(BUSYBOX))
		.update(JSON.stringify([LAYOUT, recipes]))
		.digest("hex")
		.slice(0, 12);
	const refs = Object.keys(recipes).map((name) => `localhost/berth-fixture/${name}:${hash}`);
	const [web = "", sleeper = "", exiter = "", finisher = "", healthy = "", unhealthy = "", chatty = "", stubborn = "", keeper = ""] = refs;
	const images: FixtureImages = { web, sleeper, exiter, finisher, healthy, unhealthy, chatty, stubborn, keeper };
	if (await haveAll(socketPath, refs)) return images;
	const unlock = await takeLock("berth-fixture-images");
	try {
		if (await haveAll(socketPath, refs)) return images;
		const { folder, remove } = await makeRootfs();
		try {
			for (const [i, instructions] of Object.values(recipes).entries()) await importImage(socketPath, folder, refs[i] ?? "", instructions);
		} finally {
			await remove();
		}
	} finally {
		unlock();
	}
	return images;
}

/** A folder with BusyBox under all its names and a page to serve: what every fixture image is made of. */
export async function makeRootfs(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
	const folder = await mkdtemp(join(tmpdir(), "berth-rootfs-"));
	await chmod(folder, 0o755);
	for (const name of ["bin", "etc", "proc", "run", "tmp", "www"]) await mkdir(join(folder, name));
	await copyFile(BUSYBOX, join(folder, "bin/busybox"));
	const { stdout } = await run(BUSYBOX, ["--list"]);
	for (const name of stdout.split("\n")) if (name !== "" && name !== "busybox") await symlink("busybox", join(folder, "bin", name));
	await writeFile(join(folder, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n");
	await writeFile(join(folder, "www/index.html"), "berth fixture\n");
	return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The folder as a tar stream whose files belong to root. */
export function tarOf(folder: string): Readable {
	const child = spawn("tar", ["-C", folder, "--owner=0", "--group=0", "-c", "."], { stdio: ["ignore", "pipe", "ignore"] });
	return child.stdout;
}

async function importImage(socketPath: string, folder: string, ref: string, instructions: readonly string[]): Promise<void> {
	const [repo = "", tag = ""] = ref.split(/:(?=[^:/]+$)/);
	const query = new URLSearchParams({ fromSrc: "-", repo, tag });
	for (const instruction of instructions) query.append("changes", instruction);
	const answer = await ask(socketPath, "POST", `/images/create?${query}`, tarOf(folder));
	if (answer.status !== 200 || answer.body.includes('"error"')) throw new Error(`importing ${ref}: ${answer.status} ${answer.body}`);
}

async function haveAll(socketPath: string, refs: readonly string[]): Promise<boolean> {
	const found = await Promise.all(refs.map((ref) => ask(socketPath, "GET", `/images/${ref}/json`)));
	return found.every(({ status }) => status === 200);
}

function ask(
	socketPath: string,
	method: string,
	path: string,
	body?: Readable,
): Promise<{ readonly status: number; readonly body: string }> {
	return new Promise((resolve, reject) => {
		const asked = request({ socketPath, method, path, headers: body ? { "content-type": "application/x-tar" } : {} }, (answer) => {
			let text = "";
			answer.setEncoding("utf8");
			answer.on("data", (part: string) => {
				text += part;
			});
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
			answer.on("error", reject);
		});
		asked.on("error", reject);
		if (body) body.pipe(asked);
		else asked.end();
	});
}

/** A lock among processes that ends with its holder: a socket in Linux's abstract name space. */
async function takeLock(name: string): Promise<() => void> {
	for (let tries = 0; tries < 600; tries++) {
		const server = createServer();
		const taken = await new Promise<boolean>((resolve) => {
			server.once("error", () => resolve(false));
			server.listen(`\0${name}`, () => resolve(true));
		});
		if (taken) return () => void server.close();
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`nobody let go of the lock ${name} within 60 s`);
}
