import { createServer } from "node:net";

/** Whether a server could listen there now. Errors  other than the port being taken or forbidden. */
export function isFree(port: number, host: string): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
			else reject(error);
		});
		server.listen(port, host, () => server.close(() => resolve(true)));
	});
}

/** A loopback port that nobody listens on at present. */
export function anyFreePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			const port = typeof address === "object" && address !== null ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}

/** `first`, or the next free one above it. */
export async function nextFreePort(first: number, host: string): Promise<number> {
	for (let port = first; port < first + 100; port++) if (await isFree(port, host)) return port;
	throw new Error(`no free port between ${first} and ${first + 99} on ${host}`);
}
