import { AppError, asError } from "@berth/core";
import type { HostInfo } from "../engine.ts";
import type { ContainerSpec } from "../spec.ts";
import { compareStored } from "./compare-stored.ts";
import type { Context } from "./context.ts";
import { type Daemon, parse } from "./daemon.ts";
import { inspectContainer, inspectImage } from "./inspect.ts";
import { removeContainer } from "./remove-container.ts";
import type { CreateOptions } from "./to-create-options.ts";
import { created } from "./wire.ts";

export interface CreateOrder {
	readonly spec: ContainerSpec;
	readonly asked: CreateOptions;
	readonly hostLimits: HostInfo["limits"];
	/** The image that it was prepared for, where that was not looked at just now. */
	readonly imageId: string | null;
}

/**
 * Creates the container and checks what the daemon made of it; what is not as asked is removed again.
 *
 * Returns its id, or null when the name is taken, or the image meanwhile another than `imageId`.
 * Errors  IMAGE_NOT_FOUND; BAD_INPUT when the daemon refuses the spec; ENGINE_FAILED with `data.fields` when it stored another one.
 */
export async function createContainer(
	context: Context,
	daemon: Daemon,
	{ spec, asked, hostLimits, imageId }: CreateOrder,
	signal: AbortSignal,
): Promise<string | null> {
	const op = "containers.create";
	const { limits, installation } = context;
	const answer = await daemon.call({
		op,
		method: "POST",
		path: "/containers/create",
		query: { name: spec.name },
		body: asked,
		signal,
		ms: limits.createMs,
		also: [400, 404, 409],
		secrets: Object.values(spec.env),
	});
	if (answer.status === 409) return null;
	if (answer.status === 404 && !(await inspectImage(daemon, spec.image, signal))) {
		throw new AppError("IMAGE_NOT_FOUND", { data: { image: spec.image } });
	}
	if (answer.status >= 400) throw refused(answer.status, answer.words);
	const { Id: id } = parse(created, answer.body, op);
	try {
		const stored = await inspectContainer(daemon, id, signal);
		if (imageId !== null && stored !== null && stored.Image !== imageId) {
			await removeContainer(daemon, id, { installation, ms: limits.removeMs, signal });
			return null;
		}
		const fields = stored ? compareStored(asked, stored, hostLimits) : ["container"];
		if (fields.length === 0) return id;
		throw new AppError("ENGINE_FAILED", {
			message: "The container engine did not store the container as it was asked to; it was removed.",
			data: { op, fields },
		});
	} catch (error) {
		// A look that took too long says nothing of the container: whoever found and started it meanwhile counts on it.
		await removeContainer(daemon, id, { installation, ms: limits.removeMs, signal, ifNeverStarted: true }).catch((failure: unknown) =>
			context.log.warn({ container: id, error: asError(failure) }, "a container that was not as asked could not be removed"),
		);
		throw error;
	}
}

const refused = (status: number, words: string): AppError =>
	status === 400
		? new AppError("BAD_INPUT", {
				message: "The container engine refuses this container.",
				data: { op: "containers.create" },
				cause: new Error(words),
			})
		: new AppError("ENGINE_FAILED", { data: { op: "containers.create", status }, cause: new Error(words) });
