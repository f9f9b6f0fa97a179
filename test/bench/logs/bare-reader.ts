import type { Readable } from "node:stream";
import type Dockerode from "dockerode";
import { linesOf } from "./writer.ts";

/** The least that follows a container's log: one request to the engine, read by this process. No page, no position, no order. */
export async function openBareReader(
	docker: Dockerode,
	id: string,
): Promise<{ readonly seen: ReadonlyMap<number, number>; close(): void }> {
	// The type is of streams in general; it is an HTTP answer.
	const stream = (await docker.getContainer(id).logs({ follow: true, stdout: true, stderr: true, tail: 0 })) as Readable;
	const seen = new Map<number, number>();
	stream.setEncoding("latin1");
	let rest = "";
	stream.on("data", (text: string) => {
		const atMs = Date.now();
		const whole = rest + text;
		const cut = whole.lastIndexOf("\n") + 1;
		rest = whole.slice(cut);
		for (const { nth, writtenAtMs } of linesOf(whole.slice(0, cut))) seen.set(nth, atMs - writtenAtMs);
	});
	stream.on("error", () => undefined);
	return { seen, close: () => stream.destroy() };
}
