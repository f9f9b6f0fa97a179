import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, it, type Mock, vi } from "vitest";
import { receiveWithin } from "./receive-within.ts";

let server: Server;
let answered: Mock<() => void>;
beforeEach(async () => {
	answered = vi.fn<() => void>();
	server = createServer((req, res) => {
		receiveWithin(req, res, 50);
		req.on("error", () => undefined);
		// One that answers before it has read everything, and then goes on.
		if (req.url === "/early") res.write("begun");
		req.resume().once("end", () => {
			answered();
			setTimeout(() => res.end("done"), 100);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Sends this and gives all that comes until the server hangs up. */
function send(text: string): Promise<string> {
	const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
	socket.setEncoding("utf8");
	socket.write(text);
	return new Promise((resolve) => {
		let heard = "";
		socket.on("data", (chunk: string) => {
			heard += chunk;
		});
		socket.on("error", () => undefined);
		socket.on("close", () => resolve(heard));
	});
}
const head = (path: string, more = "") => `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n${more}\r\n`;

it("ends a request whose body does not come, with a word of why while there may be one", async () => {
	expect(await send(`${head("/")}abc`)).toMatch(/^HTTP\/1\.1 408 .*connection: close/s);
	expect(await send(`${head("/early")}abc`)).not.toContain("408");
	expect(answered).not.toHaveBeenCalled();
});

it("lets one go on that is received, however long its answer takes", async () => {
	expect(await send(`${head("/", "connection: close\r\n")}abcde`)).toMatch(/^HTTP\/1\.1 200 .*done/s);
});
