import { AppError, newId } from "@berth/core";
import { z } from "zod";
import type { BuildOptions } from "../build-group.ts";
import type { RegistryAuth } from "../spec.ts";
import type { BuildContext } from "./build-context.ts";
import { limitSteps } from "./build-steps.ts";
import type { Context } from "./context.ts";
import { readNdjson } from "./ndjson.ts";
import { registriesHeader, secretsOf } from "./registry-auth.ts";
import { fromPull, fromThrown, unreadable } from "./translate-error.ts";
import { withoutSecrets } from "./without-secrets.ts";

const message = z.object({
	stream: z.string().optional(),
	error: z.string().optional(),
	errorDetail: z.object({ code: z.number().optional(), message: z.string().optional() }).nullish(),
	aux: z.object({ ID: z.string().optional() }).nullish(),
});

interface Given {
	readonly received: BuildContext;
	readonly auths: ReadonlyMap<string, RegistryAuth>;
	/** Hears of every image that is made on the way, by the beginning of its id. */
	readonly onMade: (id: string) => void;
}

const CPU_PERIOD_US = 100_000;

/** Has the daemon build a context with its classic builder. Returns the id of the image. */
export async function runBuild(context: Context, options: BuildOptions, given: Given, signal: AbortSignal): Promise<string> {
	const op = "images.build";
	const { limits, onOutput } = options;
	const { auths, onMade } = given;
	const secrets = [...auths].flatMap(([domain, auth]) => secretsOf(domain, auth));
	const mark = `berth-build-${newId()}`;
	const stream = await context.lastingDaemon.stream({
		op,
		method: "POST",
		path: "/build",
		query: {
			version: "1",
			dockerfile: options.dockerfile ?? "Dockerfile",
			rm: true,
			forcerm: true,
			networkmode: options.allowNetwork ? "bridge" : "none",
			memory: limits.memoryBytes,
			memswap: limits.memoryBytes,
			cpuperiod: CPU_PERIOD_US,
			cpuquota: Math.ceil((limits.cpuMillis * CPU_PERIOD_US) / 1_000),
			extrahosts: `${mark}:127.0.0.1`,
		},
		...(auths.size > 0 ? { registryConfig: () => registriesHeader(auths) } : {}),
		secrets,
		upload: given.received.open,
		signal,
		ms: limits.timeoutMs,
	});
	const steps = limitSteps(context, { mark, pidsMax: limits.pidsMax, signal, onFailure: (error) => stream.destroy(error) });
	let id: string | null = null;
	let isCached = false;
	let base: string | null = null;
	try {
		for await (const body of readNdjson(stream)) {
			const said = message.safeParse(body);
			if (!said.success) throw unreadable(op, said.error);
			const words = said.data.errorDetail?.message ?? said.data.error;
			if (words !== undefined) throw toFailure(withoutSecrets(words, secrets), said.data.errorDetail?.code ?? null, base);
			id = said.data.aux?.ID ?? id;
			const { stream: text = "" } = said.data;
			if (text !== "") onOutput?.(text);
			steps.hear(text);
			base = text.startsWith("Step ") ? baseOf(text) : base;
			// Another build's image that was used again is not ours to remove.
			const made = /^ ---> ([0-9a-f]{12})\n$/.exec(text)?.[1];
			if (made !== undefined && !isCached) onMade(made);
			isCached = text === " ---> Using cache\n" || (isCached && made === undefined);
		}
		await steps.settled();
	} catch (error) {
		throw fromThrown(error, op);
	} finally {
		stream.destroy();
	}
	if (id === null) throw new AppError("ENGINE_FAILED", { data: { op, why: "no-image" } });
	return id;
}

/** The image that a step, as the daemon announces it, begins with or copies from. */
const baseOf = (text: string): string | null =>
	/^Step \d+\/\d+ : FROM (?:--\S+ )*(\S+)/i.exec(text)?.[1] ?? /^Step \d+\/\d+ : (?:COPY|ADD) .*--from=(\S+)/i.exec(text)?.[1] ?? null;

/** `code`: of the program that failed; null when it was the daemon itself. `base`: the image it was about to bring here. */
function toFailure(words: string, code: number | null, base: string | null): AppError {
	const op = "images.build";
	if (/no space left on device/i.test(words)) return new AppError("NO_SPACE", { data: { op }, cause: new Error(words) });
	if (code === null && base !== null) return fromPull(null, words, base);
	return new AppError("BAD_INPUT", { message: "A step of the build failed.", data: { op, why: "step" }, cause: new Error(words) });
}
