import { AppError, assertImageAllowed, notYours, readBuiltReference, type TenantId } from "@berth/core";

/**
 * Which images a tenant's Dockerfile may stand on or copy from: those that its manifests may name, and of the built ones its own. A
 * daemon knows those by the build alone, which never is another image.
 *
 * Errors  thrown by what it returns: IMAGE_NOT_ALLOWED, BAD_INPUT, INVALID_MANIFEST.
 */
export const createBaseRule =
	(tenantId: TenantId, allowedRegistries: readonly string[]) =>
	(ref: string): void => {
		assertImageAllowed(ref, allowedRegistries);
		const built = readBuiltReference(ref);
		if (built === null) return;
		if (built.tenantId !== null && built.tenantId !== tenantId) throw notYours(ref);
		if (built.tenantId === null || built.buildId === null)
			throw new AppError("BAD_INPUT", {
				message: `A Dockerfile names one of your builds as the list of them does: not ${ref}, but localhost/berth/${tenantId}/${built.name}:${built.tag}--<its id>.`,
				data: { why: "dockerfile", image: ref },
			});
	};
