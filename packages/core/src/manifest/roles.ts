import type { Manifest } from "./schema.ts";

/** A service and the rule of roles that it breaks. */
export interface RoleIssue {
	readonly path: string;
	readonly message: string;
}

/**
 * What roles rule out: init services run to their end before the others begin, so they can wait for each other alone, nobody can
 * wait for their health or ask whether they are ready, and a stack of nothing but inits would run nothing.
 */
export function findRoleIssue(services: Manifest["services"]): RoleIssue | null {
	const isInit = (name: string) => services[name]?.role === "init";
	const names = Object.keys(services);
	if (names.every(isInit)) return { path: "services", message: "needs a service that is not an init: inits end" };
	for (const name of names) {
		if (isInit(name) && services[name]?.readiness !== undefined)
			return { path: `services.${name}.readiness`, message: "an init is done when it has ended; it is never ready" };
		for (const [target, { condition }] of Object.entries(services[name]?.depends_on ?? {})) {
			const path = `services.${name}.depends_on`;
			if (isInit(name) && !isInit(target)) return { path, message: `an init cannot wait for "${target}", which begins after all inits` };
			if (isInit(target) && condition === "service_healthy")
				return { path, message: `"${target}" is an init and ends; it is never healthy` };
		}
	}
	return null;
}
