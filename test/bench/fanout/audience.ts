import { once } from "node:events";
import { WebSocket } from "ws";
import { waitUntil } from "../../support/wait-until.ts";

const WAIT_MS = 60_000;

export interface AudienceOptions {
	readonly url: string;
	/** Of each socket, by turns. */
	readonly headers: readonly Readonly<Record<string, string>>[];
	readonly sockets: number;
	readonly perSocket: number;
	/** What asks for the nth subscription of a socket; nothing is asked for when absent. */
	readonly ask?: (nth: number) => object;
	/** Whether a message is one of those that are told to all. */
	readonly isTold: (text: string) => boolean;
}

/** Sockets with many subscriptions each, which note when they are told something. */
export interface Audience {
	/** Lets something be told, and waits until everybody was; how long that took for each of them, in milliseconds. */
	hear(tell: () => Promise<unknown>): Promise<readonly number[]>;
	/** The newest message that was told. */
	last(): string;
	/** One socket stops reading, while its connection stays; what it is told is waited for no more. */
	silenceOne(): void;
	close(): void;
}

export async function openAudience(options: AudienceOptions): Promise<Audience> {
	const { headers, perSocket, ask, isTold } = options;
	const sockets: WebSocket[] = [];
	let heard: number[] = [];
	let begunMs = 0;
	let last = "";
	let listening = options.sockets;
	const listen = (socket: WebSocket) =>
		socket.on("message", (data: Buffer) => {
			const atMs = performance.now();
			const text = data.toString();
			if (text === "PING") return socket.send("PONG");
			if (!isTold(text)) return;
			last = text;
			heard.push(atMs - begunMs);
		});
	const untilHeard = () =>
		waitUntil(() => heard.length >= listening * perSocket, { timeoutMs: WAIT_MS, what: `${listening * perSocket} to be told` });
	for (let nth = 0; nth < options.sockets; nth++) {
		const socket = new WebSocket(options.url, { perMessageDeflate: false, headers: { ...headers[nth % headers.length] } });
		sockets.push(socket);
		listen(socket);
	}
	await Promise.all(sockets.map((socket) => once(socket, "open")));
	if (ask) {
		for (const socket of sockets) for (let nth = 0; nth < perSocket; nth++) socket.send(JSON.stringify(ask(nth)));
		await untilHeard();
	}
	return {
		async hear(tell) {
			heard = [];
			begunMs = performance.now();
			await tell();
			await untilHeard();
			return heard.slice(0, listening * perSocket);
		},
		last: () => last,
		silenceOne() {
			sockets.at(-1)?.pause();
			listening -= 1;
		},
		close() {
			for (const socket of sockets) socket.terminate();
		},
	};
}
