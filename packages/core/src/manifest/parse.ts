import type { z } from "zod";
import { AppError } from "../errors.ts";
import { FLAT_SERVICE } from "./flat-service.ts";
import { parseImageReference } from "./image-reference.ts";
import { startOrder } from "./order.ts";
import { findRoleIssue } from "./roles.ts";
import { type Manifest, manifestSchema } from "./schema.ts";
import { stablePorts } from "./stable-ports.ts";

export interface ManifestIssue {
	readonly path: string;
	readonly message: string;
}

const fail = (issues: readonly ManifestIssue[]) => {
	const [first] = issues;
	return new AppError("INVALID_MANIFEST", {
		message: first ? `The manifest is not valid: ${first.path ? `${first.path}: ` : ""}${first.message}` : "The manifest is not valid.",
		data: { issues },
	});
};

const toIssue = (issue: z.core.$ZodIssue): ManifestIssue => {
	const path = issue.path.map(String).join(".");
	if (issue.code === "unrecognized_keys")
		return { path: [path, issue.keys[0]].filter(Boolean).join("."), message: "there is no such field" };
	if (issue.code === "invalid_key") return { path, message: issue.issues[0]?.message ?? issue.message };
	return { path, message: issue.message };
};

/**
 * Reads a manifest: one container (`image` at the top), or a stack (`services`).
 *
 * Returns the stack form; a single container becomes the service `app`.
 * Errors  INVALID_MANIFEST; `data.issues` names each field and its rule.
 */
export function parseManifest(input: unknown): Manifest {
	if (typeof input !== "object" || input === null || Array.isArray(input)) throw fail([{ path: "", message: "must be an object" }]);
	const flat = !("services" in input);
	const parsed = manifestSchema.safeParse(flat ? { services: { [FLAT_SERVICE]: input } } : input);
	if (!parsed.success) {
		const cut = (path: string) => (flat ? path.replace(/^services\.app\.?/, "") : path);
		throw fail(parsed.error.issues.map(toIssue).map(({ path, message }) => ({ path: cut(path), message })));
	}
	const { services } = parsed.data;
	if (flat && Object.keys(services[FLAT_SERVICE]?.depends_on ?? {}).length > 0)
		throw fail([{ path: "depends_on", message: "a single container depends on nothing; use services" }]);
	for (const [name, service] of Object.entries(services)) {
		parseImageReference(service.image);
		const ingress = Object.entries(service.ports ?? {}).filter(([, port]) => port.ingress);
		if (ingress.length > 1) throw fail([{ path: `services.${name}.ports`, message: "at most one port takes ingress" }]);
		if (ingress.some(([spec]) => spec.endsWith("/udp")))
			throw fail([{ path: `services.${name}.ports`, message: "ingress needs a tcp port" }]);
		if (service.update_order === "start-first" && stablePorts(service).length > 0)
			throw fail([
				{
					path: `services.${name}.update_order`,
					message: "start-first is not possible for a service with a stable port: two containers cannot have it at once",
				},
			]);
	}
	startOrder(services);
	const issue = findRoleIssue(services);
	if (issue) throw fail([issue]);
	return parsed.data;
}
