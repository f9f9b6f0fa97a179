import { AppError, asError, parseImageReference } from "@berth/core";
import { z } from "zod";
import type { BuildGroup, BuildOptions } from "../build-group.ts";
import type { ImageObservation } from "../observation.ts";
import { assertSafeImage } from "../safe-names.ts";
import type { RegistryAuth } from "../spec.ts";
import { type BuildContext, receiveContext } from "./build-context.ts";
import { readDockerfile } from "./build-dockerfile.ts";
import { listAllImages, removeLeftovers } from "./build-leftovers.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectImage } from "./inspect.ts";
import { readNdjson } from "./ndjson.ts";
import { registryHeader, secretsOf } from "./registry-auth.ts";
import { toImageObservation } from "./to-observation.ts";
import { fromPull, fromThrown, unreadable } from "./translate-error.ts";
import { settles, within } from "./within.ts";

const message = z.object({
	stream: z.string().optional(),
	error: z.string().optional(),
	errorDetail: z.object({ message: z.string().optional() }).nullish(),
	aux: z.object({ ID: z.string().optional() }).nullish(),
});
const distribution = z.object({ Descriptor: z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) }) });

export function createBuilds(context: Context, authOf: (domain: string) => RegistryAuth | undefined): BuildGroup {
	const { daemon, background, closing, limits } = context;
	return {
		async build(options, { signal }) {
			assertSafeImage(options.tag);
			const { repository, tag } = tagOf(options.tag);
			const bounds = { op: "images.build", ms: options.limits.timeoutMs, signals: [signal, closing] };
			let work: Promise<unknown> = Promise.resolve();
			try {
				return await within(bounds, (bounded) => {
					const building = background.own(buildOnce(context, options, { repository, tag }, bounded));
					work = building;
					return building;
				});
			} finally {
				// Whoever gave up is held, for a while, until what was made is removed.
				await settles(work, limits.undoHoldMs);
			}
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
	name: { readonly repository: string; readonly tag: string },
	signal: AbortSignal,
): Promise<ImageObservation> {
	const { lastingDaemon, closed } = context;
	await using received = await receiveContext(
		options.context,
		{ dockerfile: options.dockerfile, bytesMax: options.limits.contextBytes },
		signal,
	);
	await checkReach(context, received.dockerfile, options, signal);
	const before = new Set((await listAllImages(context, signal)).map(({ Id }) => Id));
	const told: string[] = [];
	try {
		const id = await runBuild(context, options, received, told, signal);
		const op = "images.tag";
		await lastingDaemon.call({ op, method: "POST", path: `/images/${id}/tag`, query: { repo: name.repository, tag: name.tag }, signal });
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

/** Without a network the daemon itself would still pull a base and fetch what ADD names. */
async function checkReach(context: Context, dockerfile: string, options: BuildOptions, signal: AbortSignal): Promise<void> {
	const { bases, fetches } = readDockerfile(dockerfile);
	const refuse = (sentence: string) => new AppError("BAD_INPUT", { message: sentence, data: { why: "dockerfile" } });
	for (const base of bases) {
		if (base === null) throw refuse("The images a Dockerfile stands on must be named without variables.");
		options.assertBase?.(base);
		if (options.allowNetwork || (await inspectImage(context.lastingDaemon, base, signal))) continue;
		throw new AppError("IMAGE_NOT_FOUND", { data: { image: base } });
	}
	if (fetches && !options.allowNetwork) throw refuse("A build without a network cannot add files from an address, or by a variable.");
}

/** Returns the id of the image. `told`: hears of every image that is made on the way. */
async function runBuild(
	{ lastingDaemon }: Context,
	{ dockerfile = "Dockerfile", limits, allowNetwork, onOutput }: BuildOptions,
	received: BuildContext,
	told: string[],
	signal: AbortSignal,
): Promise<string> {
	const op = "images.build";
	const stream = await lastingDaemon.stream({
		op,
		method: "POST",
		path: "/build",
		query: {
			version: "1",
			dockerfile,
			rm: true,
			forcerm: true,
			networkmode: allowNetwork ? "bridge" : "none",
			memory: limits.memoryBytes,
			memswap: limits.memoryBytes,
		},
		upload: received.open,
		signal,
		ms: limits.timeoutMs,
	});
	let id: string | null = null;
	let isCached = false;
	try {
		for await (const body of readNdjson(stream)) {
			const said = message.safeParse(body);
			if (!said.success) throw unreadable(op, said.error);
			const words = said.data.errorDetail?.message ?? said.data.error;
			if (words !== undefined) throw failedStep(words);
			id = said.data.aux?.ID ?? id;
			const { stream: text = "" } = said.data;
			if (text !== "") onOutput?.(text);
			// Another build's image that was used again is not ours to remove.
			const made = /^ ---> ([0-9a-f]{12})\n$/.exec(text)?.[1];
			if (made !== undefined && !isCached) told.push(made);
			isCached = text === " ---> Using cache\n" || (isCached && made === undefined);
		}
	} catch (error) {
		throw fromThrown(error, op);
	} finally {
		stream.destroy();
	}
	if (id === null) throw new AppError("ENGINE_FAILED", { data: { op, why: "no-image" } });
	return id;
}

const failedStep = (words: string): AppError =>
	/no space left on device/i.test(words)
		? new AppError("NO_SPACE", { data: { op: "images.build" }, cause: new Error(words) })
		: new AppError("BAD_INPUT", {
				message: "A step of the build failed.",
				data: { op: "images.build", why: "step" },
				cause: new Error(words),
			});

function tagOf(ref: string): { repository: string; tag: string } {
	const { domain, path, tag, digest } = parseImageReference(ref);
	if (digest) throw new AppError("BAD_INPUT", { message: "What is built cannot be named by a digest.", data: { image: ref } });
	return { repository: `${domain}/${path}`, tag: tag ?? "latest" };
}
