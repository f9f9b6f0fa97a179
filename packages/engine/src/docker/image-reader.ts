import { asError } from "@berth/core";
import { z } from "zod";
import type { Call } from "../call.ts";
import type { ArchiveSource } from "../files/archive-source.ts";
import { openImageArchive, READER_PREFIX } from "../files/docker-archive-source.ts";
import { label } from "../labels.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { removeContainer } from "./remove-container.ts";

const summaries = z.array(z.object({ Id: z.string().min(1), Names: z.array(z.string()), Created: z.number() }));

/** Opens the files of an image that is here, and takes away what killed processes have left of earlier readings. */
export async function openImage(context: Context, imageId: string, call: Call): Promise<ArchiveSource & AsyncDisposable> {
	const { lastingDaemon, installation, log } = context;
	await removeAbandoned(context, call.signal).catch((error: unknown) => {
		if (!call.signal.aborted) log.warn({ error: asError(error) }, "what an earlier reading of an image had left could not be removed");
	});
	return openImageArchive(lastingDaemon, { image: imageId, labels: { [label.installation]: installation } }, call);
}

async function removeAbandoned({ lastingDaemon: daemon, installation, limits }: Context, signal: AbortSignal): Promise<void> {
	const op = "files.abandoned";
	const filters = JSON.stringify({ label: [`${label.installation}=${installation}`], name: [READER_PREFIX] });
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query: { all: true, filters }, signal });
	const before = Date.now() - limits.readerAbandonedMs;
	for (const { Id, Names, Created } of parse(summaries, answer.body, op))
		if (Names.some((name) => name.startsWith(`/${READER_PREFIX}`)) && Created * 1_000 < before)
			await removeContainer(daemon, Id, { installation, ms: limits.removeMs, signal, ifNeverStarted: true });
}
