import { importCompose, verdicts } from "@berth/compose";
import { manifestSchema } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** More sizes than anybody offers. */
const SIZES_MAX = 1_000;

const texts = z.record(z.string().min(1).max(256), z.string().max(65_536));

const input = z.strictObject({
	/** The Compose file. */
	text: z.string().max(128 * 1024),
	/** What `${NAME}` stands for. */
	variables: texts.optional(),
	/** Files that `env_file` names, by their path. */
	files: texts.optional(),
	/** Images by service, in place of the file's own or of a build. */
	images: z.record(z.string().min(1).max(128), z.string().min(1).max(512)).optional(),
	profiles: z.array(z.string().min(1).max(128)).max(64).optional(),
	/** Paths of refused rows that it may be imported without. */
	accept: z.array(z.string().min(1).max(512)).max(1_000).optional(),
});

const row = z.object({
	line: z.int(),
	column: z.int(),
	service: z.string().nullable(),
	path: z.string(),
	verdict: z.enum(verdicts),
	why: z.string(),
	was: z.string(),
	became: z.string().nullable(),
	blocking: z.boolean(),
	acceptable: z.boolean(),
});

const item = z.object({
	service: z.string(),
	quantity: z.int(),
	wish: z.object({ cpuMillis: z.int().nullable(), memoryBytes: z.int().nullable(), disk: z.boolean() }),
	/** The smallest size on offer that has what is wished for; null when none has. */
	sku: z.string().nullable(),
});

const output = z.object({
	ok: z.boolean(),
	manifest: manifestSchema.nullable(),
	items: z.array(item).readonly(),
	name: z.string().nullable(),
	table: z.array(row).readonly(),
});

/**
 * What a Compose file becomes; nothing is done. A mutation to the transport alone: a file does not fit into an address.
 *
 * Errors  INVALID_COMPOSE with `line` and `column` in its data.
 */
export const fromCompose = tenantProcedure("read")
	.input(input)
	.output(output)
	.mutation(async ({ ctx, input: { text, ...options } }) => {
		const sizes = await ctx.services.catalog.pageSkus({ limit: SIZES_MAX, offered: true });
		return importCompose(text, { ...defined(options), sizes });
	});
