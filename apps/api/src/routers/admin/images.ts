import { DAY } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const collectInput = z.strictObject({
	/** What was used less long ago stays. */
	minAgeMs: z.int().min(0).default(DAY),
	/** As much of them may stay; nothing when absent. */
	keepBytes: z.int().min(0).optional(),
});

/** The images of this process's node, and by how many leases each is used; null where it works no node. */
const list = adminProcedure("admin:read").query(async ({ ctx, signal }) => {
	const { host } = ctx.services;
	return host && { node: host.nodeName, images: await host.images(signal ?? new AbortController().signal) };
});

/** What collecting would remove: images that leases named and no open one needs. Nothing is removed; null where this process works no node. */
const plan = adminProcedure("admin:read")
	.input(collectInput.prefault({}))
	.query(async ({ ctx, input, signal }) => {
		const { host } = ctx.services;
		return (
			host && {
				node: host.nodeName,
				images: await host.collect({ ...defined(input), dryRun: true }, signal ?? new AbortController().signal),
			}
		);
	});

/** Removes what `plan` says, and says what became of each. An image that none of our leases ever named is never removed. */
const collect = adminProcedure("admin:write")
	.input(collectInput.prefault({}))
	.mutation(async ({ ctx, input, signal }) => {
		const { host, audit } = ctx.services;
		if (host === null) return null;
		const images = await host.collect({ ...defined(input), dryRun: false }, signal ?? new AbortController().signal);
		const removed = images.filter(({ fate }) => fate === "removed").map(({ ref }) => ref);
		await audit.note(ctx.audit, { kind: "node", id: host.nodeName, facts: { removed } }, "done");
		return { node: host.nodeName, images };
	});

export const imagesRouter = router({ list, plan, collect });
