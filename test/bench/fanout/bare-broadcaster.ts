import { createServer } from "node:http";
import { WebSocketServer } from "ws";

/** The least that tells everybody: what is posted is sent to each socket as often as it has subscriptions. It reads nothing anywhere. */
const PER_SOCKET = Number(process.env.PER_SOCKET);
const server = createServer((req, res) => {
	let text = "";
	req.setEncoding("utf8");
	req.on("data", (part: string) => {
		text += part;
	});
	req.on("end", () => {
		if (text !== "") for (const client of sockets.clients) for (let nth = 0; nth < PER_SOCKET; nth++) client.send(text);
		res.end();
	});
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(Number(process.env.PORT), "127.0.0.1");
