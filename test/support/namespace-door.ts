import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Passes on what comes at a port; it runs inside the namespace, and files are all that inside and outside have in common. */
const inside = `
const net = require("node:net");
const [, port, socketPath] = process.argv;
net.createServer((from) => {
	const to = net.connect(socketPath);
	from.on("error", () => to.destroy());
	to.on("error", () => from.destroy());
	from.pipe(to).pipe(from);
}).listen(Number(port), "127.0.0.1", () => console.log("open"));
`;

/** Makes a port of this machine's loopback answer at the same port in a network namespace. */
export async function openDoor(networkPath: string, port: number): Promise<AsyncDisposable> {
	await using undo = new AsyncDisposableStack();
	const folder = await mkdtemp(join(tmpdir(), "berth-door-"));
	undo.defer(() => rm(folder, { recursive: true, force: true }));
	const socketPath = join(folder, "door.sock");
	const outside = createServer((from) => {
		const to = connect(port, "127.0.0.1");
		from.on("error", () => to.destroy());
		to.on("error", () => from.destroy());
		from.pipe(to).pipe(from);
	});
	await new Promise<void>((resolve) => outside.listen(socketPath, resolve));
	undo.defer(() => void outside.close());
	const child = spawn("nsenter", [`--net=${networkPath}`, process.execPath, "-e", inside, String(port), socketPath], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	undo.defer(async () => {
		child.kill("SIGKILL");
		await ended;
	});
	await Promise.race([
		new Promise((resolve) => child.stdout.once("data", resolve)),
		ended.then(() => Promise.reject(new Error("nobody opened the door in the namespace"))),
	]);
	const kept = undo.move();
	return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
