import { createServer } from "node:http";
import { WebSocketServer } from "ws";

/** The least that tells everybody: what is posted is sent to each socket as often as it has subscriptions. It reads nothing anywhere. */
const PER_SOCKET = Number(process.env.PER_SOCKET);
const server = createServer(async (req, res) => {
	const parts: Buffer[] = [];
	for await (const part of req) parts.push(part as Buffer);
	const text = Buffer.concat(parts).toString();
	if (text !== "") for (const client of sockets.clients) for (let nth = 0; nth < PER_SOCKET; nth++) client.send(text);
	res.end();
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(Number(process.env.PORT), "127.0.0.1");
