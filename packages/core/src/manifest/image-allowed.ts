import { AppError } from "../errors.ts";
import { isBuiltNamespace, readBuiltReference } from "./built-image.ts";
import { parseImageReference } from "./image-reference.ts";

/** What a daemon takes for the beginning of an image's id when no image has it as its name: whoever built that image. */
const idPattern = /^(?:sha256:)?[0-9a-f]+$/;

/**
 * Refuses an image whose registry is not on the list. Domains are compared exactly, port included. An image that a tenant built is of
 * no registry; whose it is must be asked beside this.
 *
 * Errors  INVALID_MANIFEST, IMAGE_NOT_ALLOWED (names the registry and the list).
 */
export function assertImageAllowed(image: string, allowedRegistries: readonly string[]): void {
	const { domain } = parseImageReference(image);
	if (idPattern.test(image))
		throw new AppError("IMAGE_NOT_ALLOWED", {
			message: `"${image}" may be the id of an image; give its name a tag or its registry.`,
			data: { image, registry: domain, allowedRegistries },
		});
	if (isBuiltNamespace(image)) return void readBuiltReference(image);
	if (allowedRegistries.includes(domain)) return;
	throw new AppError("IMAGE_NOT_ALLOWED", {
		message: `Images of ${domain} are not allowed here; allowed are: ${allowedRegistries.join(", ") || "none"}.`,
		data: { image, registry: domain, allowedRegistries },
	});
}
