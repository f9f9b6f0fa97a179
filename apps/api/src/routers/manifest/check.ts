import {
	assertImageAllowed,
	isAppError,
	type Manifest,
	type ManifestIssue,
	manifestSchema,
	notYours,
	parseManifest,
	readBuiltReference,
} from "@berth/core";
import { z } from "zod";
import { tenantProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject({ manifest: z.unknown() });
const output = z.object({
	ok: z.boolean(),
	/** Always in its stack form; null when it is not valid. */
	manifest: manifestSchema.nullable(),
	issues: z.array(z.object({ path: z.string(), message: z.string() })).readonly(),
});

/** Whether a manifest is one, and of images that are allowed here; nothing is done. A mutation to the transport alone. */
export const check = tenantProcedure("read")
	.input(input)
	.output(output)
	.mutation(({ ctx, input: { manifest } }) => {
		try {
			const parsed = parseManifest(manifest);
			const issues = issuesOfImages(parsed, ctx.services.policy.allowedRegistries, ctx.tenant.id);
			return { ok: issues.length === 0, manifest: parsed, issues };
		} catch (err) {
			if (!isAppError(err, "INVALID_MANIFEST")) throw err;
			return { ok: false, manifest: null, issues: issuesOf(err.message, err.data.issues) };
		}
	});

const issuesOf = (message: string, issues: unknown): ManifestIssue[] => (Array.isArray(issues) ? issues : [{ path: "", message }]);

function issuesOfImages({ services }: Manifest, allowedRegistries: readonly string[], tenantId: string): ManifestIssue[] {
	return Object.entries(services).flatMap(([name, { image }]) => {
		try {
			assertImageAllowed(image, allowedRegistries);
			const built = readBuiltReference(image);
			if (built !== null && built.tenantId !== null && built.tenantId !== tenantId) throw notYours(image);
			return [];
		} catch (err) {
			if (!isAppError(err)) throw err;
			return [{ path: `services.${name}.image`, message: err.message }];
		}
	});
}
