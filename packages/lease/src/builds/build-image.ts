import { AppError, asError, type BuildId, type BuiltImageView, builtReference, isAppError, newId } from "@berth/core";
import type { BuildGroup } from "@berth/engine";
import type { Caller } from "../service.ts";
import { runUnit } from "../wide-event.ts";
import { createBaseRule } from "./base-rule.ts";
import type { BuildTools } from "./build-tools.ts";
import type { BuildRequest } from "./builds.ts";
import { clearOne } from "./clear-left.ts";
import { holdBuild } from "./hold-build.ts";
import { toBuiltView } from "./to-built-view.ts";

/** Builds one whose turn it is. Its row is there before its first step, so that what a process leaves that ends is found. */
export async function buildImage(
	tools: BuildTools & { readonly engine: BuildGroup },
	caller: Caller,
	request: BuildRequest,
	signal: AbortSignal,
): Promise<BuiltImageView> {
	const { stores, engine, nodeName, allowedRegistries, settings, clock, log } = tools;
	const { tenantId, name, tag, context, dockerfile, onMessage } = request;
	const id = newId<BuildId>(clock.now().getTime());
	const { holdMs, imagesMax, bytesMax } = settings;
	signal.throwIfAborted();
	await stores.builtImages.begin({ id, tenantId, nodeName, name, tag, by: caller.label, holdMs, imagesMax });
	const reference = builtReference({ tenantId, name, tag, id });
	const ended = new AbortController();
	const hold = holdBuild(tools, id, ended);
	try {
		return await runUnit({ log, clock }, { op: "image.build", kind: "inbound", ok: true }, async () => {
			const image = await engine.build(
				{
					id,
					tag: reference,
					context,
					...(dockerfile !== undefined && { dockerfile }),
					...(settings.hasNetwork && { allowNetwork: true }),
					assertBase: createBaseRule(tenantId, allowedRegistries),
					limits: {
						contextBytes: settings.contextBytesMax,
						memoryBytes: settings.memoryBytes,
						cpuMillis: settings.cpuMillis,
						pidsMax: settings.pidsMax,
						timeoutMs: settings.timeoutMs,
					},
					onOutput: (text) => onMessage({ kind: "output", text }),
					onMade: hold.made,
				},
				{ signal: AbortSignal.any([signal, ended.signal]) },
			);
			const { sizeBytes } = image;
			return toBuiltView(await stores.builtImages.keep(id, { imageId: image.id, sizeBytes, bytesMax }, caller.audit));
		}).catch((err: unknown) => Promise.reject(toOwn(err, ended.signal)));
	} catch (err) {
		await hold.end();
		try {
			await stores.builtImages.giveUp(id);
			await clearOne({ stores, engine, nodeName, log }, { id, tenantId, name, tag, made: hold.madeSoFar() });
		} catch (failure) {
			// Its hold lapses, and the next look removes it.
			log.warn({ op: "image.build", buildId: id, err: asError(failure) }, "a build could not be given up yet");
		}
		throw err;
	} finally {
		await hold.end();
	}
}

/** A context that is too large is a body that is; a hold that was lost says why. */
function toOwn(err: unknown, held: AbortSignal): unknown {
	if (isAppError(err, "ABORTED") && held.aborted && isAppError(held.reason)) return held.reason;
	if (isAppError(err, "BAD_INPUT") && err.data.why === "too-large")
		return new AppError("BODY_TOO_LARGE", { message: err.message, data: { bytesMax: err.data.bytesMax }, cause: err });
	return err;
}
