import { AppError } from "../errors.ts";
import type { Manifest, Service } from "./schema.ts";

const DEPTH_MAX = 10;

/**
 * Orders services so that each comes after what it depends on.
 *
 * Returns layers: the services of one layer may come up together.
 * Errors  INVALID_MANIFEST naming the service, the missing target or the cycle.
 */
export function startOrder(services: Manifest["services"]): string[][] {
	const fail = (service: string, why: string) =>
		new AppError("INVALID_MANIFEST", {
			message: `Service "${service}": ${why}.`,
			data: { issues: [{ path: `services.${service}.depends_on`, message: why }] },
		});
	const depth = new Map<string, number>();
	const visit = (name: string, trail: readonly string[]): number => {
		const known = depth.get(name);
		if (known !== undefined) return known;
		if (trail.includes(name)) throw fail(name, `depends on itself through ${[...trail.slice(trail.indexOf(name)), name].join(" → ")}`);
		let own = 0;
		for (const [target, { condition }] of Object.entries(services[name]?.depends_on ?? {})) {
			// A tenant may write any name here, `constructor` too: only the stack's own services count.
			const found = Object.hasOwn(services, target) ? services[target] : undefined;
			if (target === name) throw fail(name, "depends on itself");
			if (!found) throw fail(name, `depends on "${target}", which is not in the stack`);
			if (condition === "service_healthy" && !tellsHealth(found))
				throw fail(name, `waits for the health of "${target}", which has no health check and no readiness`);
			own = Math.max(own, visit(target, [...trail, name]) + 1);
		}
		if (own > DEPTH_MAX) throw fail(name, `depends on a chain of more than ${DEPTH_MAX} services`);
		depth.set(name, own);
		return own;
	};
	const layers: string[][] = [];
	for (const name of Object.keys(services)) {
		const layer = visit(name, []);
		layers[layer] = [...(layers[layer] ?? []), name];
	}
	return layers;
}

const tellsHealth = ({ health_check: check, readiness }: Service): boolean =>
	readiness !== undefined || (check !== undefined && check.test[0] !== "NONE");
