import { AppError, type ErrorCode } from "@berth/core";
import type { ImageGroup, PullProgress } from "../engine.ts";
import { refuseAborted } from "./abortable.ts";
import { type Connection, callDaemon } from "./calls.ts";
import { type ImageRecord, observeImage, type RegistryAnswer } from "./image-table.ts";

/** The words for why are those of the real engine. */
const refusals = {
	denied: ["IMAGE_DENIED", "denied"],
	"rate-limited": ["IMAGE_RATE_LIMITED", "rate_limited"],
	"wrong-platform": ["IMAGE_WRONG_PLATFORM", "platform"],
	breaks: ["IMAGE_PULL_FAILED", "transient"],
	"no-space": ["NO_SPACE", "no_space"],
} as const satisfies Record<Exclude<RegistryAnswer, "ok">, readonly [ErrorCode, string]>;

const refusal = (answer: Exclude<RegistryAnswer, "ok">, image: string): AppError => {
	const [code, why] = refusals[answer];
	return new AppError(code, { data: { image, why } });
};

export function createImages(connection: Connection): ImageGroup {
	const { images } = connection.world;
	return {
		inspect: (ref, call) =>
			callDaemon(connection, { operation: "images.inspect", subject: ref }, call, () => {
				const image = images.local(ref);
				return image && observeImage(image);
			}),
		pull: (ref, { policy, onProgress }, call) =>
			callDaemon(connection, { operation: "images.pull", subject: ref }, call, async () => {
				const here = images.local(ref);
				if (here && policy === "if-missing") return { image: observeImage(here), changed: false };
				const found = images.ask(ref);
				if (!found) throw new AppError("IMAGE_NOT_FOUND", { data: { image: ref, why: "missing" } });
				if (found.answer !== "ok" && found.answer !== "breaks") throw refusal(found.answer, ref);
				const changed = here?.id !== found.image.id;
				if (changed) await download(found.image, onProgress, call.signal);
				if (found.answer !== "ok") throw refusal(found.answer, ref);
				images.keep(found.image);
				return { image: observeImage(found.image), changed };
			}),
	};
}

/** Layer by layer, each in two parts; what was given up half-way leaves no image. */
async function download(
	image: ImageRecord,
	onProgress: ((progress: PullProgress) => void) | undefined,
	signal: AbortSignal,
): Promise<void> {
	const layers = image.layerBytes.length;
	const totalBytes = image.layerBytes.reduce((sum, bytes) => sum + bytes, 0);
	let doneBytes = 0;
	onProgress?.({ doneBytes, totalBytes: null, layers, layersDone: 0 });
	for (const [layersDone, bytes] of image.layerBytes.entries()) {
		const half = Math.floor(bytes / 2);
		onProgress?.({ doneBytes: doneBytes + half, totalBytes, layers, layersDone });
		await Promise.resolve();
		refuseAborted(signal);
		doneBytes += bytes;
		onProgress?.({ doneBytes, totalBytes, layers, layersDone: layersDone + 1 });
	}
}
