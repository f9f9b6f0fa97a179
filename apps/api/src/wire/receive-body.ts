import type { IncomingMessage } from "node:http";

/** The whole body of a request; null as soon as it is larger than it may be. Errors  when the connection ends before it does. */
export async function receiveBody(req: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
	const declared = Number(req.headers["content-length"] ?? 0);
	if (declared > bytesMax) return null;
	const parts: Buffer[] = [];
	let bytes = 0;
	// Left open: the answer that it is too large still has to go out.
	for await (const part of req.iterator({ destroyOnReturn: false })) {
		// Without an encoding a request gives buffers alone.
		const chunk = part as Buffer;
		bytes += chunk.byteLength;
		if (bytes > bytesMax) return null;
		parts.push(chunk);
	}
	return Buffer.concat(parts);
}
