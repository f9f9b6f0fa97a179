import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BrokenDaemon extends AsyncDisposable {
	readonly socketPath: string;
}

const json = (response: ServerResponse, status: number, body: unknown) => {
	response.writeHead(status, { "content-type": "application/json" });
	response.end(JSON.stringify(body));
};

/** A daemon that takes every request and never answers. */
export const startSilentDaemon = (): Promise<BrokenDaemon> => listen(() => undefined);

/**
 * A daemon without images, whose pulls begin well and then break: the status says 200 and the last line of the stream says error.
 *
 * Source  the shape of a real pull from a registry that closes the connection in the middle of a layer.
 */
export const startBreakingDaemon = (): Promise<BrokenDaemon> =>
	listen((path, response) => {
		if (path === "/version") return json(response, 200, { Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12" });
		if (path === "/_ping") return void response.end("OK");
		if (path !== "/images/create") return json(response, 404, { message: `No such image: ${path}` });
		const words = "unexpected EOF";
		const lines = [
			{ status: "Pulling from team/app", id: "1" },
			{ status: "Downloading", progressDetail: { current: 1_000, total: 100_000 }, id: "fd57d402a7a1" },
			{ errorDetail: { message: words }, error: words },
		];
		response.writeHead(200, { "content-type": "application/json" });
		response.end(lines.map((line) => `${JSON.stringify(line)}\r\n`).join(""));
	});

async function listen(answer: (path: string, response: ServerResponse) => void): Promise<BrokenDaemon> {
	const folder = await mkdtemp(join(tmpdir(), "berth-broken-"));
	const socketPath = join(folder, "docker.sock");
	const server = createServer((request, response) => {
		request.resume();
		answer((request.url ?? "/").replace(/\?.*$/, "").replace(/^\/v\d+\.\d+/, ""), response);
	});
	await new Promise<void>((resolve) => server.listen(socketPath, resolve));
	return {
		socketPath,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await rm(folder, { recursive: true, force: true });
		},
	};
}
