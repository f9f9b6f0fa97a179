import { type ImagePlanView, isBuiltNamespace, type Manifest, SECOND } from "@berth/core";
import type { Engine, ImageObservation } from "@berth/engine";

/** Where a request's images would be needed, and who can be asked there. */
export interface ImageSight {
	readonly engine: Partial<Pick<Engine, "images">>;
	/** The node whose images the engine shows; null when it is the only one. */
	readonly engineNode: string | null;
}

/** A plan is read by somebody who waits for it. */
const ASK_MS = 3 * SECOND;

/** Which images services need, and what is known of them on a node. An engine that does not answer says nothing: what it knows is null. */
export async function planImages(
	{ engine, engineNode }: ImageSight,
	manifest: Manifest,
	services: readonly string[],
	node: string | null,
): Promise<ImagePlanView[]> {
	const isInSight = engine.images !== undefined && node !== null && (engineNode === null || engineNode === node);
	const byRef = Map.groupBy(
		services.flatMap((name) => {
			const service = manifest.services[name];
			return service === undefined ? [] : [{ name, ref: service.image, isAsked: service.pull_policy === "always" }];
		}),
		({ ref }) => ref,
	);
	return Promise.all(
		[...byRef].map(async ([ref, users]) => {
			const seen = isInSight ? await inspect(engine, ref) : undefined;
			const isAsked = users.some((user) => user.isAsked);
			return {
				ref,
				services: users.map(({ name }) => name),
				present: seen === undefined ? null : seen !== null,
				pulls: isAsked ? true : isBuiltNamespace(ref) ? false : seen === undefined ? null : seen === null,
				sizeBytes: seen?.sizeBytes ?? null,
				declares: seen ? declared(seen) : null,
			};
		}),
	);
}

/** Null when it is not there, undefined when that is not known. */
const inspect = (engine: ImageSight["engine"], ref: string): Promise<ImageObservation | null | undefined> =>
	engine.images?.inspect(ref, { signal: AbortSignal.timeout(ASK_MS) }).catch(() => undefined) ?? Promise.resolve(undefined);

const declared = ({ user, exposedPorts, volumes, hasHealthCheck }: ImageObservation): ImagePlanView["declares"] => ({
	user,
	exposedPorts,
	volumes,
	hasHealthCheck,
});
