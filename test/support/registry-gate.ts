import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Registry } from "./registry.ts";

/** One request to the registry: `GET /v2/team/app/blobs/sha256:…`. */
export interface RegistryCall {
	readonly what: "manifest" | "blob" | "other";
	/** The words of its `Authorization` header; empty when it has none. */
	readonly authorization: string;
}

/**
 * What is done with a call. `stall` passes half of the answer and then nothing; `cut` closes there; `lie` changes bytes of it and
 * keeps what it says of itself; `apologise` says 200 and, in the place of what was asked, that it failed; `deny` wants a login.
 */
export type RegistryFate = "forward" | "stall" | "cut" | "lie" | "apologise" | "deny";

export interface RegistryGate extends AsyncDisposable {
	/** As {@link Registry.host}: what the registry has is had here too. */
	readonly host: string;
	use(fate: (call: RegistryCall) => RegistryFate): void;
	/** How many calls met this fate. */
	count(fate: RegistryFate): number;
}

const SORRY = JSON.stringify({ errors: [{ code: "UNKNOWN", message: "the store is broken" }] });

const toCall = ({ url = "/", headers }: IncomingMessage): RegistryCall => ({
	what: url.includes("/manifests/") ? "manifest" : url.includes("/blobs/sha256:") ? "blob" : "other",
	authorization: headers.authorization ?? "",
});

/** A way to a registry, on loopback as well, on which a test may do to any answer what a bad one would. */
export async function startRegistryGate(registry: Pick<Registry, "host">): Promise<RegistryGate> {
	let decide: (call: RegistryCall) => RegistryFate = () => "forward";
	const counts = new Map<RegistryFate, number>();
	const server = createServer((incoming, outgoing) => {
		const fate = decide(toCall(incoming));
		counts.set(fate, (counts.get(fate) ?? 0) + 1);
		if (fate === "deny") return void outgoing.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
		const headers = { ...incoming.headers, host: registry.host };
		const onward = request(`http://${registry.host}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
			hand(fate, answer, outgoing);
		});
		onward.on("error", () => outgoing.destroy());
		outgoing.on("close", () => onward.destroy());
		incoming.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return {
		host: `127.0.0.1:${address.port}`,
		use: (next) => {
			decide = next;
		},
		count: (fate) => counts.get(fate) ?? 0,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function hand(fate: RegistryFate, answer: IncomingMessage, outgoing: ServerResponse): void {
	const { statusCode = 502, headers } = answer;
	answer.on("error", () => outgoing.destroy());
	if (fate === "apologise") {
		answer.resume();
		const said = { ...headers, "content-length": Buffer.byteLength(SORRY) };
		return void outgoing.writeHead(200, said).end(SORRY);
	}
	outgoing.writeHead(statusCode, headers);
	if (fate === "forward") return void answer.pipe(outgoing);
	const chunks: Buffer[] = [];
	answer.on("data", (chunk: Buffer) => chunks.push(chunk));
	answer.on("end", () => {
		const bytes = Buffer.concat(chunks);
		if (fate === "lie") {
			bytes.write("lied", bytes.length >> 1);
			return void outgoing.end(bytes);
		}
		outgoing.write(bytes.subarray(0, bytes.length >> 1), () => {
			if (fate === "cut") outgoing.destroy();
		});
	});
}
