import type { BuildMessage, BuiltImageView } from "@berth/core";
import { BerthCallError, berthErrorOf } from "../berth-error.ts";
import { asked, bodyOf } from "./asked.ts";
import type { HelperTools } from "./tools.ts";

export interface BuildImageInput {
	/** What it is called among the tenant's own. */
	readonly name: string;
	/** `latest` when absent. */
	readonly tag?: string;
	/** An uncompressed tar stream of the Dockerfile and all it copies. */
	readonly context: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;
	/** Its path in the context; `Dockerfile` when absent. */
	readonly dockerfile?: string;
	/** Hears what the build prints, as it comes. */
	readonly onOutput?: (text: string) => void;
	/** Hears how many builds go before this one, where it has to wait. */
	readonly onWaiting?: (before: number) => void;
	/** Gives the build up; nothing is left of it then. */
	readonly signal?: AbortSignal;
}

type Line = BuildMessage | { readonly kind: "error"; readonly error: unknown };

/** Errors  those of the build, also when it had begun; UNREACHABLE when it broke off, and is given up then. */
export async function buildImage({ base, tenant, fetch }: HelperTools, input: BuildImageInput): Promise<BuiltImageView> {
	const { name, tag, dockerfile, context, onOutput, onWaiting, signal } = input;
	const url = new URL("/api/images/build", base);
	for (const [key, value] of Object.entries({ name, tag, dockerfile, tenant })) if (value !== undefined) url.searchParams.set(key, value);
	// Node asks for this where a body is a stream; the type of a request does not know it everywhere.
	const streaming: object = { duplex: "half" };
	const body = context instanceof ReadableStream ? context : toStream(context);
	const answer = await asked(fetch, url, { ...(signal && { signal }), ...streaming, method: "POST", body });
	for await (const line of linesOf(bodyOf(answer))) {
		if (line.kind === "output") onOutput?.(line.text);
		if (line.kind === "waiting") onWaiting?.(line.before);
		if (line.kind === "image") return line.image;
		if (line.kind === "error") throw new BerthCallError(berthErrorOf({ data: line.error }));
	}
	throw new BerthCallError(berthErrorOf(null));
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Line, void, undefined> {
	const decoder = new TextDecoder();
	let begun = "";
	for await (const bytes of body) {
		const lines = (begun + decoder.decode(bytes, { stream: true })).split("\n");
		begun = lines.pop() ?? "";
		for (const line of lines) yield JSON.parse(line) as Line;
	}
}

/** Read as fast as it is sent. */
function toStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
	const iterator = source[Symbol.asyncIterator]();
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const next = await iterator.next();
				if (next.done) controller.close();
				else controller.enqueue(next.value);
			},
			async cancel() {
				await iterator.return?.();
			},
		},
		{ highWaterMark: 0 },
	);
}
