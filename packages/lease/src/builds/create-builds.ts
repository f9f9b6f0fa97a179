import { AppError, asError, BUILT_NAME_CHARS_MAX, type BuiltName, builtNamePattern, builtTagPattern, type TenantId } from "@berth/core";
import type { BuildGroup } from "@berth/engine";
import { buildImage } from "./build-image.ts";
import { createBuildRoom } from "./build-room.ts";
import { refusalOf } from "./build-settings.ts";
import type { BuildTools } from "./build-tools.ts";
import type { Builds } from "./builds.ts";
import { clearLeft } from "./clear-left.ts";
import { toBuiltView } from "./to-built-view.ts";

export function createBuilds(tools: BuildTools): Builds {
	const { stores, engine, nodeName, settings, clock, log } = tools;
	const room = createBuildRoom(settings, clock);
	const tenantOf = async (id: TenantId) => {
		const tenant = await stores.catalog.findTenant(id);
		if (tenant === null) throw new AppError("NOT_FOUND");
		return tenant;
	};
	/** What was replaced or given up goes at once where nothing names it. */
	const tidy = (engine: BuildGroup) =>
		clearLeft({ stores, engine, nodeName, log }).catch((err: unknown) =>
			log.warn({ op: "builds.clear", err: asError(err) }, "what builds left could not be looked at"),
		);
	return {
		async build(caller, request, signal) {
			assertBuiltName(request);
			const refusal = refusalOf(settings, await tenantOf(request.tenantId), engine !== null);
			if (refusal !== null || engine === null) throw refusal ?? new AppError("UNSUPPORTED");
			const onWait = (before: number) => request.onMessage({ kind: "waiting", before });
			return room.run(request.tenantId, signal, onWait, async () => {
				const image = await buildImage({ ...tools, engine }, caller, request, signal);
				await tidy(engine);
				return image;
			});
		},
		async list(tenantId) {
			const [tenant, images, holds] = await Promise.all([
				tenantOf(tenantId),
				stores.builtImages.list(tenantId),
				stores.builtImages.holds(tenantId),
			]);
			const refusal = refusalOf(settings, tenant, engine !== null);
			const { imagesMax, bytesMax, contextBytesMax } = settings;
			return {
				refusal: refusal && { code: refusal.code, message: refusal.message },
				images: images.map(toBuiltView),
				holds,
				limits: refusal === null ? { images: imagesMax, sizeBytes: bytesMax, contextBytes: contextBytesMax } : null,
			};
		},
		async remove(caller, tenantId, { name, tag }) {
			if (!(await stores.builtImages.drop(tenantId, { name, tag }, caller.audit)))
				throw new AppError("NOT_FOUND", { message: `You keep no image ${name}:${tag}.`, data: { name, tag } });
			if (engine !== null) await tidy(engine);
		},
	};
}

/** Errors  BAD_INPUT that names the field and the rule. */
function assertBuiltName({ name, tag }: BuiltName): void {
	if (name.length > BUILT_NAME_CHARS_MAX || !builtNamePattern.test(name))
		throw badName("name", "is at most 63 lower-case letters and digits, with single dots, dashes or underscores between them");
	if (!builtTagPattern.test(tag)) throw badName("tag", "is at most 63 letters, digits, dots, dashes and underscores");
	if (/--[0-9a-f-]{36}$/.test(tag)) throw badName("tag", "may not end like the mark of a build");
}

const badName = (path: string, message: string): AppError =>
	new AppError("BAD_INPUT", { message: `The request is not valid: ${path}: ${message}`, data: { issues: [{ path, message }] } });
