import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import { askHttp, askTcp } from "./ask-over-network.ts";

const HOST = "127.0.0.1";
const never = new AbortController().signal;
const LONG_MS = 60_000;

async function listening(server: Server) {
	await new Promise<void>((resolve) => void server.listen(0, HOST, resolve));
	const { port } = server.address() as AddressInfo;
	return {
		port,
		[Symbol.asyncDispose]: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				if ("closeAllConnections" in server) (server as ReturnType<typeof createHttpServer>).closeAllConnections();
			}),
	};
}
const serving = (answer: RequestListener) => listening(createHttpServer(answer));

test("a server is good with any success, or with the one status that is asked for, and its redirects are not followed", async () => {
	const paths: string[] = [];
	await using server = await serving(({ url = "" }, response) => {
		paths.push(url);
		const status = Number(url.slice(1));
		response.writeHead(status, status === 302 ? { location: "/200" } : {}).end("x".repeat(1_000_000));
	});
	const ask = (path: string, status?: number) =>
		askHttp({ kind: "http", port: server.port, path, ...(status === undefined ? {} : { status }) }, HOST, LONG_MS, never);
	expect(await ask("/200")).toEqual({ ok: true, output: `GET /200 at ${HOST} port ${server.port} answered 200` });
	expect(await ask("/204")).toMatchObject({ ok: true });
	expect(await ask("/302")).toMatchObject({ ok: false, output: expect.stringContaining("answered 302") });
	expect(await ask("/302", 302)).toMatchObject({ ok: true });
	expect(await ask("/200", 404)).toMatchObject({ ok: false });
	expect(await ask("/503")).toMatchObject({ ok: false });
	expect(paths).toEqual(["/200", "/204", "/302", "/302", "/200", "/503"]);
});

test("a server that never answers, one that says nonsense and one that is not there each fail in a word", async () => {
	await using silent = await serving(() => undefined);
	const odd = createServer(
		(socket) =>
			void socket
				.resume()
				.on("error", () => undefined)
				.end("SSH-2.0-x\r\n"),
	);
	await using nonsense = await listening(odd);
	const ask = (port: number, timeoutMs = LONG_MS) => askHttp({ kind: "http", port, path: "/" }, HOST, timeoutMs, never);
	expect(await ask(silent.port, 50)).toMatchObject({ ok: false, output: expect.stringContaining("no answer within 50 ms") });
	expect(await ask(nonsense.port)).toMatchObject({ ok: false, output: expect.stringContaining("HPE_") });
	const gone = await serving(() => undefined);
	await gone[Symbol.asyncDispose]();
	expect(await ask(gone.port)).toMatchObject({ ok: false, output: expect.stringContaining("ECONNREFUSED") });
});

test("whoever gives up is freed at once", async () => {
	await using silent = await serving(() => undefined);
	const giveUp = new AbortController();
	const asked = askHttp({ kind: "http", port: silent.port, path: "/" }, HOST, LONG_MS, giveUp.signal);
	giveUp.abort();
	expect(await asked).toMatchObject({ ok: false });
	expect(await askTcp({ kind: "tcp", port: silent.port }, HOST, LONG_MS, AbortSignal.abort())).toMatchObject({ ok: false });
});

test("a port is good when somebody takes the connection", async () => {
	await using server = await listening(
		createServer(
			(socket) =>
				void socket
					.resume()
					.on("error", () => undefined)
					.end(),
		),
	);
	expect(await askTcp({ kind: "tcp", port: server.port }, HOST, LONG_MS, never)).toMatchObject({ ok: true });
	const gone = await serving(() => undefined);
	await gone[Symbol.asyncDispose]();
	expect(await askTcp({ kind: "tcp", port: gone.port }, HOST, LONG_MS, never)).toMatchObject({
		ok: false,
		output: expect.stringContaining("ECONNREFUSED"),
	});
});
