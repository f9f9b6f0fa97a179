import type { Readable } from "node:stream";
import type Dockerode from "dockerode";

/** The engine's own events, followed by one request and nothing else. */
export interface Deaths {
	/** Resolves with the time at which the engine told of this container's death. */
	of(id: string): Promise<number>;
	close(): void;
}

export async function followDeaths(docker: Dockerode): Promise<Deaths> {
	// The type is of streams in general; it is an HTTP answer.
	const stream = (await docker.getEvents({ filters: JSON.stringify({ type: ["container"], event: ["die"] }) })) as Readable;
	const waiting = new Map<string, (atMs: number) => void>();
	let rest = "";
	stream.setEncoding("utf8");
	stream.on("data", (text: string) => {
		const atMs = performance.now();
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) {
			const { Actor } = JSON.parse(line) as { readonly Actor: { readonly ID: string } };
			waiting.get(Actor.ID)?.(atMs);
			waiting.delete(Actor.ID);
		}
	});
	stream.on("error", () => undefined);
	return {
		of: (id) => new Promise((resolve) => waiting.set(id, resolve)),
		close: () => {
			stream.destroy();
		},
	};
}
