import { type FileOwner, rootOwner } from "../files/file-owner.ts";
import { resolveUser } from "../files/resolve-user.ts";
import { detectVolumeOwner } from "../files/volume-owner.ts";
import { detectWritablePaths } from "../files/writable-paths.ts";
import type { ContainerSpec } from "../spec.ts";
import type { Context } from "./context.ts";
import { openImage } from "./image-reader.ts";
import { createSingleFlight } from "./single-flight.ts";
import type { ImageInspect } from "./wire.ts";
import { within } from "./within.ts";

/** What only the files of an image tell. */
export interface ImageSetup {
	/** Whom the process will be. */
	readonly owner: FileOwner;
	/** Said only when neither spec nor image names a user and the declared volumes all belong to one. */
	readonly runAs?: string;
	/** Directories the image means to write to, without its declared volumes; empty when nobody asked. */
	readonly writable: readonly string[];
	/** Those of them in which the image holds nothing. */
	readonly empty: readonly string[];
}

export type ReadImageSetup = (spec: ContainerSpec, image: ImageInspect, signal: AbortSignal) => Promise<ImageSetup>;

/** An image never changes, so what was found stays true; only memory bounds how much is kept. */
const REMEMBERED_MAX = 1_000;

/**
 * Looks into an image for who it runs as and where it writes. Costs a container that is never started, so it is done only when
 * something of the container will be owned, and once per image, user and question.
 */
export function createImageSetups(context: Context): ReadImageSetup {
	const { background, limits, closing } = context;
	const known = new Map<string, ImageSetup>();
	const reading = createSingleFlight<ImageSetup>("images.setup");

	const read = async ({ user, volumes, wantsWritable }: Question, image: ImageInspect, signal: AbortSignal): Promise<ImageSetup> => {
		const call = { signal };
		await using files = await openImage(context, image.Id, call);
		const owner = user === "" ? await detectVolumeOwner(files, volumes, call) : await resolveUser(files, user, call);
		const covered = [...volumes, "/tmp", "/run"];
		const found = wantsWritable ? await detectWritablePaths(files, { user: owner, covered }, call) : { paths: [], empty: [] };
		const runAs = user === "" && owner.uid !== 0 ? { runAs: `${owner.uid}:${owner.gid}` } : {};
		return { owner, ...runAs, writable: found.paths, empty: found.empty };
	};

	return async (spec, image, signal) => {
		const question = toQuestion(spec, image);
		const plain = answerWithoutLooking(question);
		if (plain) return plain;
		const key = JSON.stringify([image.Id, question.user, question.wantsWritable]);
		const found = known.get(key);
		if (found) return found;
		return reading.join(key, signal, (shared) =>
			// Owned: the container it makes is removed again also when its callers have gone.
			background.own(
				within({ op: "images.setup", ms: limits.createMs, signals: [shared, closing] }, async (bounded) => {
					const setup = await background.own(read(question, image, bounded));
					if (known.size >= REMEMBERED_MAX) known.clear();
					known.set(key, setup);
					return setup;
				}),
			),
		);
	};
}

interface Question {
	readonly user: string;
	readonly volumes: readonly string[];
	readonly ownsSomething: boolean;
	readonly wantsWritable: boolean;
}

function toQuestion(spec: ContainerSpec, { Config }: ImageInspect): Question {
	const volumes = Config?.Volumes ?? [];
	return {
		user: spec.user || (Config?.User ?? ""),
		volumes,
		ownsSomething: spec.tmpfs.length + volumes.length + (spec.mounts?.length ?? 0) > 0,
		wantsWritable: spec.writablePaths !== undefined,
	};
}

function answerWithoutLooking({ user, volumes, ownsSomething, wantsWritable }: Question): ImageSetup | null {
	if (wantsWritable) return null;
	if (!ownsSomething || (user === "" && volumes.length === 0)) return { owner: rootOwner, writable: [], empty: [] };
	const [, uid, gid] = /^(\d{1,9}):(\d{1,9})$/.exec(user) ?? [];
	return uid === undefined ? null : { owner: { uid: Number(uid), gid: Number(gid) }, writable: [], empty: [] };
}
