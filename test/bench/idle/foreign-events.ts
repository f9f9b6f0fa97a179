import type { Readable } from "node:stream";
import type Dockerode from "dockerode";

/** Whether anybody but one installation makes the engine work. */
export interface ForeignEvents {
	/** How many events of others there were since the last time it was asked. */
	take(): number;
	close(): void;
}

export async function watchForeignEvents(docker: Dockerode, installationId: string): Promise<ForeignEvents> {
	// The type is of streams in general; it is an HTTP answer.
	const stream = (await docker.getEvents()) as Readable;
	let foreign = 0;
	let rest = "";
	stream.setEncoding("utf8");
	stream.on("data", (text: string) => {
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) if (!line.includes(installationId)) foreign += 1;
	});
	stream.on("error", () => undefined);
	return {
		take: () => {
			const taken = foreign;
			foreign = 0;
			return taken;
		},
		close: () => {
			stream.destroy();
		},
	};
}
