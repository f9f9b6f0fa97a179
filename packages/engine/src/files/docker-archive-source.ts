import { randomUUID } from "node:crypto";
import { isAppError } from "@berth/core";
import type { Call } from "../call.ts";
import type { ArchiveSource } from "./archive-source.ts";

interface ArchiveRequest {
	readonly op: string;
	readonly method: "GET" | "POST" | "DELETE";
	readonly path: string;
	readonly query?: Readonly<Record<string, string | boolean>>;
	readonly body?: object;
	readonly signal: AbortSignal;
	readonly also?: readonly number[];
}

/** As much of a Docker daemon as is needed here. Errors of its calls are ours already. */
export interface ArchiveDaemon {
	call(request: ArchiveRequest): Promise<{ readonly status: number; readonly body: unknown }>;
	stream(request: ArchiveRequest): Promise<AsyncIterable<Uint8Array>>;
}

/** Files of a container, running or not. */
export function containerArchive(daemon: ArchiveDaemon, containerId: string): ArchiveSource {
	const path = `/containers/${encodeURIComponent(containerId)}`;
	return {
		async open(inside, { signal }) {
			try {
				return await daemon.stream({ op: "files.read", method: "GET", path: `${path}/archive`, query: { path: inside }, signal });
			} catch (error) {
				if (!isAppError(error, "NOT_FOUND")) throw error;
				// The daemon says the same of a missing path and of a missing container; only the first is an answer.
				await daemon.call({ op: "files.read", method: "GET", path: `${path}/json`, signal });
				return null;
			}
		},
	};
}

/** How the containers are called in which an image's files are read. */
export const READER_PREFIX = "berth-files-";

/**
 * Files of an image, by a container that is made for this, never started, and removed on disposal with its anonymous volumes.
 *
 * `labels`: by which a leftover of a killed process is found and reaped.
 */
export async function openImageArchive(
	daemon: ArchiveDaemon,
	{ image, labels }: { readonly image: string; readonly labels: Readonly<Record<string, string>> },
	{ signal }: Call,
): Promise<ArchiveSource & AsyncDisposable> {
	const op = "files.open";
	const name = `${READER_PREFIX}${randomUUID()}`;
	const remove = async () => {
		const query = { force: true, v: true };
		await daemon.call({ op, method: "DELETE", path: `/containers/${name}`, query, signal: new AbortController().signal, also: [404, 409] });
	};
	// An image may name no program; one that is never run need not exist.
	const body = { Image: image, Entrypoint: ["/never-started"], Cmd: [], Labels: labels, NetworkDisabled: true };
	try {
		await daemon.call({ op, method: "POST", path: "/containers/create", query: { name }, body, signal });
	} catch (error) {
		// It may have been made although its answer did not reach us.
		await remove().catch(() => undefined);
		throw error;
	}
	return { ...containerArchive(daemon, name), [Symbol.asyncDispose]: remove };
}
