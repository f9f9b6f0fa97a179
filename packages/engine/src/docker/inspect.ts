import { AppError } from "@berth/core";
import { isOurs } from "../labels.ts";
import { assertSafeImage, assertSafeName } from "../safe-names.ts";
import { type Daemon, parse } from "./daemon.ts";
import { type ContainerInspect, containerInspect, type ImageInspect, imageInspect } from "./wire.ts";

/** One container by id or name; null when the daemon says there is none. */
export async function inspectContainer(daemon: Daemon, idOrName: string, signal: AbortSignal): Promise<ContainerInspect | null> {
	const op = "containers.inspect";
	const answer = await daemon.call({ op, method: "GET", path: `/containers/${assertSafeName(idOrName)}/json`, signal, also: [404] });
	return answer.status === 404 ? null : parse(containerInspect, answer.body, op);
}

/** One container by its exact name: the daemon would also take the beginning of somebody's id for it. */
export async function findByName(daemon: Daemon, name: string, signal: AbortSignal): Promise<ContainerInspect | null> {
	const found = await inspectContainer(daemon, name, signal);
	return found?.Name === `/${name}` ? found : null;
}

/** Errors  CONFLICT when it carries another installation's label, or none. */
export function refuseForeign(found: ContainerInspect, installation: string): void {
	if (isOurs(found.Config.Labels, installation)) return;
	throw new AppError("CONFLICT", {
		message: "A container of this name exists and is not ours; it was left alone.",
		data: { container: found.Id, name: found.Name.replace(/^\//, "") },
	});
}

/** One image of this host by reference or id; null when it is not here. */
export async function inspectImage(daemon: Daemon, ref: string, signal: AbortSignal): Promise<ImageInspect | null> {
	const op = "images.inspect";
	const answer = await daemon.call({ op, method: "GET", path: `/images/${assertSafeImage(ref)}/json`, signal, also: [404] });
	return answer.status === 404 ? null : parse(imageInspect, answer.body, op);
}
