import { AppError, asError, parseImageReference } from "@berth/core";
import { z } from "zod";
import type { BuildGroup, BuildOptions } from "../build-group.ts";
import type { ImageObservation } from "../observation.ts";
import { assertSafeImage } from "../safe-names.ts";
import { receiveContext, removeContext } from "./build-context.ts";
import { listAllImages, removeLeftovers } from "./build-leftovers.ts";
import { type AuthOf, authsFor, checkReach } from "./build-reach.ts";
import { runBuild } from "./build-run.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectImage } from "./inspect.ts";
import { registryHeader, secretsOf } from "./registry-auth.ts";
import { toImageObservation } from "./to-observation.ts";
import { fromPull } from "./translate-error.ts";
import { settles, within } from "./within.ts";

const distribution = z.object({ Descriptor: z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) }) });

export function createBuilds(context: Context, authOf: AuthOf): BuildGroup {
	const { daemon, background, closing, limits } = context;
	return {
		async build(options, { signal }) {
			assertSafeImage(options.tag);
			const { repository, tag } = tagOf(options.tag);
			const bounds = { op: "images.build", ms: options.limits.timeoutMs, signals: [signal, closing] };
			let work: Promise<unknown> = Promise.resolve();
			try {
				return await within(bounds, (bounded) => {
					const building = background.own(buildOnce(context, options, { repository, tag, authOf }, bounded));
					work = building;
					return building;
				});
			} finally {
				// Whoever gave up is held, for a while, until what was made is removed.
				await settles(work, limits.undoHoldMs);
			}
		},
		async clear({ id, tag, made }, { signal }) {
			await removeContext(id);
			if (made.length > 0) await removeLeftovers(context, { before: new Set(), told: made }, signal);
			const op = "images.remove";
			const answer = await daemon.call({ op, method: "DELETE", path: `/images/${assertSafeImage(tag)}`, signal, also: [404, 409] });
			return answer.status !== 409;
		},
		async pin(ref, { auth }, { signal }) {
			const { domain, path, tag, digest } = parseImageReference(ref);
			const name = `${domain}/${path}`;
			if (digest !== null && digest !== undefined) return { ref: `${name}@${digest}`, digest };
			const op = "images.pin";
			const credentials = auth ?? authOf(domain);
			const answer = await daemon.call({
				op,
				method: "GET",
				path: `/distribution/${assertSafeImage(`${name}:${tag ?? "latest"}`)}/json`,
				registryAuth: () => registryHeader(domain, credentials),
				secrets: secretsOf(domain, credentials),
				signal,
				also: [401, 403, 404, 500],
			});
			if (answer.status >= 400) throw fromPull(answer.status, answer.words, ref);
			const found = parse(distribution, answer.body, op).Descriptor.digest;
			return { ref: `${name}@${found}`, digest: found };
		},
	};
}

async function buildOnce(
	context: Context,
	options: BuildOptions,
	{ repository, tag, authOf }: { readonly repository: string; readonly tag: string; readonly authOf: AuthOf },
	signal: AbortSignal,
): Promise<ImageObservation> {
	const { lastingDaemon, closed } = context;
	await using received = await receiveContext(
		options.context,
		{ id: options.id, dockerfile: options.dockerfile, bytesMax: options.limits.contextBytes },
		signal,
	);
	const auths = authsFor(await checkReach(context, received.dockerfile, options, signal), options, authOf);
	const before = new Set((await listAllImages(context, signal)).map(({ Id }) => Id));
	const told: string[] = [];
	const onMade = (id: string) => {
		told.push(id);
		if (![...before].some((known) => known.startsWith(`sha256:${id}`))) options.onMade?.(id);
	};
	try {
		const id = await runBuild(context, options, { received, auths, onMade }, signal);
		const op = "images.tag";
		await lastingDaemon.call({ op, method: "POST", path: `/images/${id}/tag`, query: { repo: repository, tag }, signal });
		const image = await inspectImage(lastingDaemon, id, signal);
		if (!image) throw new AppError("ENGINE_FAILED", { data: { op: "images.build", why: "absent" } });
		return toImageObservation(image);
	} catch (error) {
		await removeLeftovers(context, { before, told }, closed).catch((failure: unknown) =>
			context.log.warn({ error: asError(failure) }, "what a build left could not be removed"),
		);
		throw error;
	}
}

function tagOf(ref: string): { repository: string; tag: string } {
	const { domain, path, tag, digest } = parseImageReference(ref);
	if (digest) throw new AppError("BAD_INPUT", { message: "What is built cannot be named by a digest.", data: { image: ref } });
	return { repository: `${domain}/${path}`, tag: tag ?? "latest" };
}
