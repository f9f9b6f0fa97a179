import { AppError, asError } from "@berth/core";
import { z } from "zod";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { within } from "./within.ts";

interface Steps {
	/** An entry that stands among the hosts of the build's own containers and nowhere else. */
	readonly mark: string;
	readonly pidsMax: number;
	readonly signal: AbortSignal;
	/** Told once of a step that could not be limited: it must not go on. */
	onFailure(error: Error): void;
}

const container = z.object({
	Id: z.string(),
	State: z.object({ Status: z.string() }),
	HostConfig: z.object({ ExtraHosts: z.array(z.string()).nullish() }),
});
/** Announcements of one build. Too small: a build of many steps fails. Too large: a step that imitates them keeps the daemon busy. */
const STEPS_MAX = 512;

const isOver = (status: string): boolean => ["exited", "dead", "removing"].includes(status);

/**
 * Limits the processes of a build's steps, which the daemon's own build cannot: each container it tells of is changed at once.
 *
 * A step may print what the daemon prints, so a container is only touched when it bears the build's mark.
 */
export function limitSteps(context: Context, { mark, pidsMax, signal, onFailure }: Steps) {
	const { lastingDaemon: daemon, limits, background } = context;
	const works: Promise<void>[] = [];

	const find = async (id: string, bounded: AbortSignal) => {
		const op = "containers.inspect";
		const answer = await daemon.call({ op, method: "GET", path: `/containers/${id}/json`, signal: bounded, also: [404] });
		const found = answer.status === 404 ? null : parse(container, answer.body, op);
		const isOurs = found?.HostConfig.ExtraHosts?.some((host) => host.startsWith(`${mark}:`)) === true;
		return found && isOurs && !isOver(found.State.Status) ? found.Id : null;
	};
	const limit = (short: string): Promise<void> =>
		within({ op: "images.build", ms: limits.callMs, signals: [signal] }, async (bounded) => {
			const id = await find(short, bounded);
			if (id === null) return;
			const op = "containers.update";
			const body = { PidsLimit: pidsMax };
			const { status, words } = await daemon.call({
				op,
				method: "POST",
				path: `/containers/${id}/update`,
				body,
				signal: bounded,
				also: [404, 409, 500],
			});
			// A step that ended meanwhile cannot be changed, and need not be.
			if (status >= 400 && (await find(short, bounded)) !== null) {
				throw new AppError("ENGINE_FAILED", { data: { op, status }, cause: new Error(words) });
			}
		});

	return {
		/** What the daemon prints as it builds. */
		hear(text: string): void {
			const short = /^ ---> Running in ([0-9a-f]{12})\n$/.exec(text)?.[1];
			if (short === undefined) return;
			const work = works.length < STEPS_MAX ? background.own(limit(short)) : Promise.reject(tooMany());
			works.push(work);
			work.catch((error: unknown) => onFailure(asError(error)));
		},
		/** Resolves when every step was limited or has ended; rejects when one could not be. */
		settled: async (): Promise<void> => void (await Promise.all(works)),
	};
}

const tooMany = (): AppError => new AppError("BAD_INPUT", { message: "The build has too many steps.", data: { why: "step" } });
