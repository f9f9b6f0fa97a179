import { AppError } from "../errors.ts";
import { type BuildId, isId, type TenantId } from "../ids.ts";
import { parseImageReference } from "./image-reference.ts";

/** Below what images that tenants built are named on a host. No registry has them. */
const NAMESPACE = { domain: "localhost", path: "berth" } as const;

/** An image that a tenant built, as its own words name it. */
export interface BuiltName {
	readonly name: string;
	readonly tag: string;
}

/** An image of that namespace. */
export interface BuiltReference extends BuiltName {
	/** Whose it is; null is whoever says it. */
	readonly tenantId: TenantId | null;
	/** Of one build for ever; null is whatever the name stands for now. */
	readonly buildId: BuildId | null;
}

export const builtNamePattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
export const builtTagPattern = /^\w[\w.-]{0,62}$/;
export const BUILT_NAME_CHARS_MAX = 63;
const MARK = "--";

/** The reference that one build has for ever, on whatever host it was made. */
export const builtReference = ({ tenantId, name, tag, id }: BuiltName & { readonly tenantId: TenantId; readonly id: BuildId }): string =>
	`${NAMESPACE.domain}/${NAMESPACE.path}/${tenantId}/${name}:${tag}${MARK}${id}`;

/**
 * Reads what of the namespace of built images a reference names; null where it names no image of that namespace.
 *
 * Shape   `localhost/berth/<name>:<tag>`, whoever says it: their own; `localhost/berth/<tenant>/<name>:<tag>`; and the latter with
 *         `--<build>` behind the tag, which never is another image.
 * Errors  INVALID_MANIFEST; IMAGE_NOT_ALLOWED for what is within the namespace and no such name.
 */
export function readBuiltReference(image: string): BuiltReference | null {
	const { domain, path, tag, digest } = parseImageReference(image);
	const [first, ...rest] = path.split("/");
	if (domain !== NAMESPACE.domain || first !== NAMESPACE.path) return null;
	const name = rest.at(-1) ?? "";
	const owner = rest.length === 2 ? rest[0] : null;
	const told = splitTag(tag ?? "latest");
	const isOne = rest.length >= 1 && rest.length <= 2 && digest === null && name.length <= BUILT_NAME_CHARS_MAX && told !== null;
	if (!isOne || (owner !== null && owner !== undefined && !isId(owner))) throw notYours(image);
	return { tenantId: (owner ?? null) as TenantId | null, name, ...told };
}

function splitTag(tag: string): Pick<BuiltReference, "tag" | "buildId"> | null {
	const at = tag.lastIndexOf(MARK, tag.length - 36 - MARK.length);
	const id = at < 0 ? "" : tag.slice(at + MARK.length);
	if (isId(id)) return { tag: tag.slice(0, at), buildId: id as BuildId };
	return builtTagPattern.test(tag) ? { tag, buildId: null } : null;
}

/** Whether a reference is within the namespace, also where it is no name of an image there. */
export function isBuiltNamespace(image: string): boolean {
	const { domain, path } = parseImageReference(image);
	return domain === NAMESPACE.domain && (path === NAMESPACE.path || path.startsWith(`${NAMESPACE.path}/`));
}

/** What a tenant hears that names another's image, or none: the two are not told apart. */
export const notYours = (image: string): AppError =>
	new AppError("IMAGE_NOT_ALLOWED", {
		message: `${image} is no image of yours: below ${NAMESPACE.domain}/${NAMESPACE.path} there are only what tenants built, each its own.`,
		data: { image, registry: NAMESPACE.domain, allowedRegistries: [] },
	});
