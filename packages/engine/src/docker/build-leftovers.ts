import { systemClock } from "@berth/core";
import { z } from "zod";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";

const images = z.array(
	z.object({
		Id: z.string(),
		ParentId: z.string().nullish(),
		RepoTags: z
			.array(z.string())
			.nullish()
			.transform((found) => (found ?? []).filter((tag) => tag !== "<none>:<none>")),
	}),
);
type Image = z.infer<typeof images>[number];

/** Between looks: the daemon ends the step that ran, and what it had made of it comes a moment later. */
const POLL_MS = 100;
/** Looks without a leftover after which there will be none. */
const QUIET_LOOKS = 3;

export async function listAllImages({ lastingDaemon }: Context, signal: AbortSignal): Promise<Image[]> {
	const op = "images.list";
	const answer = await lastingDaemon.call({ op, method: "GET", path: "/images/json", query: { all: true }, signal });
	return parse(images, answer.body, op);
}

/**
 * Removes what a build that came to nothing has made: images without a name that it told of, and what stands on them, unless they
 * were there before. Somebody else's images are never among them.
 */
export async function removeLeftovers(
	context: Context,
	{ before, told }: { readonly before: ReadonlySet<string>; readonly told: readonly string[] },
	signal: AbortSignal,
): Promise<void> {
	const until = systemClock.monotonicMs() + context.limits.undoHoldMs;
	for (let quiet = 0; quiet < QUIET_LOOKS && systemClock.monotonicMs() < until; ) {
		const left = leftoversOf(await listAllImages(context, signal), before, told);
		quiet = left.length === 0 ? quiet + 1 : 0;
		for (const { Id } of left.reverse())
			await context.lastingDaemon.call({
				op: "images.remove",
				method: "DELETE",
				path: `/images/${Id}`,
				// Not with its parents: those that were there before stay.
				query: { noprune: true },
				signal,
				also: [404, 409],
			});
		await systemClock.sleep(POLL_MS, signal);
	}
}

/** Parents before their children. */
function leftoversOf(all: readonly Image[], before: ReadonlySet<string>, told: readonly string[]): Image[] {
	const candidates = all.filter(({ Id, RepoTags }) => !before.has(Id) && RepoTags.length === 0);
	const found: Image[] = [];
	for (let grown = true; grown; ) {
		const known = new Set(found.map(({ Id }) => Id));
		const more = candidates.filter(
			({ Id, ParentId }) => !known.has(Id) && (told.some((short) => Id.startsWith(`sha256:${short}`)) || known.has(ParentId ?? "")),
		);
		found.push(...more);
		grown = more.length > 0;
	}
	return found;
}
