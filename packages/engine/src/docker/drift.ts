import { findDrift, wantedShape } from "../drift/index.ts";
import type { ContainerGroup, HostInfo } from "../engine.ts";
import { assertSafeImage, assertSafeName } from "../safe-names.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { isAsAsked } from "./ensure-container.ts";
import { refuseForeign } from "./inspect.ts";
import { broughtShape, containerDetails, imageDetails, storedShape } from "./stored-shape.ts";
import { containerInspect, imageInspect } from "./wire.ts";

/** Compares what the daemon has with what a spec says, from one answer about the container. Nothing is made ready or changed for it. */
export function createDrift(context: Context, hostLimits: (signal: AbortSignal) => Promise<HostInfo["limits"]>): ContainerGroup["drift"] {
	const { daemon, installation, hashKey } = context;
	const ask = async (op: string, path: string, signal: AbortSignal) => {
		const answer = await daemon.call({ op, method: "GET", path, signal, also: [404] });
		return answer.status === 404 ? null : answer.body;
	};
	return async (spec, { signal }) => {
		const op = "containers.drift";
		const name = assertSafeName(spec.name);
		const [container, image, enforced] = await Promise.all([
			ask(op, `/containers/${name}/json`, signal),
			ask("images.inspect", `/images/${assertSafeImage(spec.image)}/json`, signal),
			hostLimits(signal),
		]);
		const standing = container === null ? null : parse(containerInspect, container, op);
		// The daemon also takes the beginning of an id for a name.
		if (standing?.Name !== `/${name}`) return { id: null, missing: true, replaces: false, fields: [] };
		refuseForeign(standing, installation);
		const own = await ask("images.inspect", `/images/${assertSafeImage(standing.Image)}/json`, signal);
		const imageId = image === null ? null : parse(imageInspect, image, op).Id;
		const settings = { installation, hashKey, imageId, enforced };
		const actual = storedShape(standing, parse(containerDetails, container, op), settings);
		const brought = broughtShape(spec, parse(imageDetails, own ?? {}, op), actual, hashKey);
		return {
			id: standing.Id,
			missing: false,
			replaces: !isAsAsked(context, standing, spec),
			fields: findDrift(wantedShape(spec, settings), actual, brought),
		};
	};
}
