import { WebSocket } from "ws";

/** Which status a request to upgrade was answered with; 101 when it was let in. */
export function upgrade(url: string, headers: Readonly<Record<string, string>>, protocols: readonly string[] = []): Promise<number> {
	const socket = new WebSocket(url.replace("http", "ws"), [...protocols], { headers });
	return new Promise((resolve, reject) => {
		socket.once("open", () => {
			resolve(101);
			socket.terminate();
		});
		socket.once("unexpected-response", (_request, answer) => {
			resolve(answer.statusCode ?? 0);
			answer.destroy();
		});
		socket.once("error", reject);
	});
}
