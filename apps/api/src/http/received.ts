import { AppError } from "@berth/core";

/** The chunks of a body. What the connection says when it breaks is nobody's business. */
export async function* received(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		for await (const chunk of chunks) if (chunk instanceof Uint8Array) yield chunk;
	} catch (cause) {
		throw new AppError("ABORTED", { cause });
	}
}
