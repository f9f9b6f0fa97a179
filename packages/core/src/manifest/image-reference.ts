import { AppError } from "../errors.ts";

export interface ImageReference {
	/** The registry with its port, `docker.io` when none was written. */
	readonly domain: string;
	readonly path: string;
	readonly tag: string | null;
	readonly digest: string | null;
}

const domainPattern =
	/^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const pathPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads an image's name by Docker's normalised grammar: `nginx` is `docker.io/library/nginx`.
 *
 * Errors  INVALID_MANIFEST when it is no reference.
 * Source  distribution/reference, normalize.go.
 */
export function parseImageReference(text: string): ImageReference {
	const fail = (why: string) =>
		new AppError("INVALID_MANIFEST", { message: `"${text}" is not an image reference: ${why}.`, data: { image: text } });
	const [named = "", digest = null, ...more] = text.split("@");
	if (more.length > 0) throw fail("it has more than one @");
	if (digest !== null && !digestPattern.test(digest)) throw fail("its digest is not sha256 with 64 hex digits");
	if (/^[0-9a-f]{64}$/.test(named)) throw fail("64 hex digits are an image id, not a name");
	const slash = named.indexOf("/");
	const first = slash < 0 ? "" : named.slice(0, slash);
	const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
	const domain = hasDomain ? (first === "index.docker.io" ? "docker.io" : first) : "docker.io";
	const rest = hasDomain ? named.slice(slash + 1) : named;
	const colon = rest.indexOf(":");
	const name = colon < 0 ? rest : rest.slice(0, colon);
	const tag = colon < 0 ? null : rest.slice(colon + 1);
	if (!domainPattern.test(domain)) throw fail("its registry is not a host name");
	if (!pathPattern.test(name)) throw fail("a repository is lower-case letters, digits and single separators");
	if (tag !== null && !tagPattern.test(tag)) throw fail("its tag is not valid");
	const path = domain === "docker.io" && !name.includes("/") ? `library/${name}` : name;
	if (domain.length + path.length + 1 > 255) throw fail("its name is longer than 255 characters");
	return { domain, path, tag, digest };
}
