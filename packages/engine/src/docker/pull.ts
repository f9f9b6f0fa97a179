import { AppError, isAppError, parseImageReference, systemClock } from "@berth/core";
import type { PullProgress } from "../engine.ts";
import { retryPolicy } from "../retry/retry-policy.ts";
import { withRetry } from "../retry/with-retry.ts";
import type { RegistryAuth } from "../spec.ts";
import type { Context } from "./context.ts";
import { readNdjson } from "./ndjson.ts";
import { createPullProgress, pullMessage } from "./pull-progress.ts";
import { registryHeader, secretsOf } from "./registry-auth.ts";
import { fromPull, fromThrown, unreadable } from "./translate-error.ts";
import { within } from "./within.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** Between two reports of progress; the first and the last always come. */
const REPORT_MS = 250;

/** A daemon that is away is the caller's affair: it may have less patience than that takes. */
const policy = { transient: retryPolicy.transient };

/**
 * Pulls one image to the end of the stream. What went wrong on the way is tried again, as is a pull that fell silent: layers that
 * are here by then are not fetched anew.
 *
 * Errors  IMAGE_NOT_FOUND, IMAGE_WRONG_PLATFORM, IMAGE_DENIED, IMAGE_RATE_LIMITED, IMAGE_PULL_FAILED, NO_SPACE.
 */
export function pullImage(
	context: Context,
	ref: string,
	auth: RegistryAuth | undefined,
	report: (progress: PullProgress) => void,
	signal: AbortSignal,
): Promise<void> {
	const { limits, closing, log } = context;
	// One for all tries, so that no figure falls when a try begins.
	const progress = createPullProgress();
	const onRetry = (error: AppError, waitMs: number) => log.info({ image: ref, error, waitMs }, "a pull is tried again");
	return within({ op: "images.pull", ms: limits.pullMs, signals: [signal, closing] }, (bounded) =>
		withRetry(() => readPull(context, ref, auth, { progress, report }, bounded), {
			policy,
			signal: bounded,
			withinMs: limits.pullMs,
			onRetry,
		}),
	);
}

async function readPull(
	context: Context,
	ref: string,
	auth: RegistryAuth | undefined,
	{ progress, report }: { readonly progress: ReturnType<typeof createPullProgress>; readonly report: (progress: PullProgress) => void },
	signal: AbortSignal,
): Promise<void> {
	const { daemon, limits } = context;
	const { domain, path, tag, digest } = parseImageReference(ref);
	const secrets = secretsOf(domain, auth);
	const stream = await daemon
		.stream({
			op: "images.pull",
			method: "POST",
			path: "/images/create",
			query: { fromImage: `${domain}/${path}`, tag: digest ?? tag ?? "latest" },
			registryAuth: () => registryHeader(domain, auth),
			signal,
			ms: limits.pullIdleMs,
			secrets,
		})
		.catch((error: unknown) => {
			throw isStatus(error) ? fromPull(Number(error.data.status), wordsOf(error), ref) : error;
		});
	const idle = createIdleLimit(limits.pullIdleMs, () => stream.destroy(new IdleError()));
	let reportedAt = Number.NEGATIVE_INFINITY;
	try {
		for await (const body of readNdjson(stream)) {
			idle.touch();
			const message = pullMessage.safeParse(body);
			if (!message.success) throw unreadable("images.pull", message.error);
			const words = message.data.errorDetail?.message ?? message.data.error;
			if (words !== undefined) throw fromPull(null, withoutSecrets(words, secrets), ref);
			progress.add(message.data);
			if (systemClock.monotonicMs() - reportedAt < REPORT_MS) continue;
			reportedAt = systemClock.monotonicMs();
			report(progress.now());
		}
		report(progress.now());
	} catch (error) {
		if (error instanceof IdleError)
			throw new AppError("IMAGE_PULL_FAILED", { data: { image: ref, why: "idle", afterMs: limits.pullIdleMs } });
		throw fromThrown(error, "images.pull");
	} finally {
		idle.stop();
		stream.destroy();
	}
}

class IdleError extends Error {}

function createIdleLimit(ms: number, expire: () => void) {
	const timer = setTimeout(expire, ms);
	return { touch: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

const isStatus = (error: unknown): error is AppError => isAppError(error) && typeof error.data.status === "number";
const wordsOf = (error: AppError): string => (error.cause instanceof Error ? error.cause.message : "");
