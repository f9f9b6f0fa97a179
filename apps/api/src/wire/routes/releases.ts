import type { OperationRecord, ReleaseRecord } from "@berth/db";
import type { WireHandler } from "../context.ts";
import { getOpen } from "../find-lease.ts";
import { RELEASE_IMAGE } from "../protocol.ts";
import { toFailure } from "../words.ts";

const RELEASES_MAX = 200;

/** The client reads no more than 8 MiB of an answer. */
const BYTES_MAX = 7 * 2 ** 20;

/** What a lease ran, oldest first; of a long history the newest. */
export const releases: WireHandler = async (context, { name }) => {
	const { leaseId } = await getOpen(context, name);
	const [found, operations] = await Promise.all([
		context.stores.reader.releases(leaseId, { limit: RELEASES_MAX }),
		context.stores.operations.list(leaseId, RELEASES_MAX),
	]);
	const shown: ReturnType<typeof showRelease>[] = [];
	let bytes = 0;
	for (const release of found) {
		const one = showRelease(release, operations);
		bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
		if (bytes > BYTES_MAX) break;
		shown.push(one);
	}
	return { status: 200, body: shown.toReversed() };
};

function showRelease({ number, status, createdAt, manifest }: ReleaseRecord, operations: readonly OperationRecord[]) {
	const made = operations.find(({ releaseNumber }) => releaseNumber === number);
	return {
		version: number,
		image: RELEASE_IMAGE,
		status,
		created_at: createdAt.toISOString(),
		...(status === "failed" && (made === undefined ? { reason: "Unknown" } : toFailure(made.kind, made.state, made.reason))),
		manifest: Buffer.from(JSON.stringify(manifest)).toString("base64"),
	};
}
