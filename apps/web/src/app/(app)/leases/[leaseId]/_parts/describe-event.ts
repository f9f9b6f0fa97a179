import { assertNever, type LeaseEventBody } from "@berth/core";
import { formatBytes } from "@/format/bytes.ts";
import { type Mark, markOfInstance, markOfOperation, markOfState, markOfStep } from "@/format/mark.ts";
import { causeOf } from "@/format/release.ts";
import { whyGone } from "@/format/retention.ts";
import { formatMoment } from "@/format/time.ts";

/** An event as a row of the log: its mark, and what is to be said beside it. */
export function describeEvent(body: LeaseEventBody): { readonly mark: Mark; readonly detail: string } {
	switch (body.type) {
		case "moved":
			return {
				mark: markOfState(body.to),
				detail: said(`${body.from ?? "nothing"} → ${body.to} on ${body.event}`, body.reason, body.message),
			};
		case "operation":
			return { mark: markOfOperation(body.state), detail: said(`operation ${body.kind}`, body.reason) };
		case "step": {
			const { name, state, note } = body.step;
			return { mark: markOfStep(state), detail: said(`step ${name}`, note) };
		}
		case "instance": {
			const { service, index, generation, health, exitCode } = body.instance;
			const facts = [health === "none" ? null : health, exitCode === null ? null : `exit code ${exitCode}`, `generation ${generation}`];
			return { mark: markOfInstance(body.instance), detail: said(`${service}-${index}`, ...facts) };
		}
		case "quarantined":
			return body.quarantined
				? { mark: { shape: "warn", word: "quarantined" }, detail: "the actor takes no work" }
				: { mark: { shape: "ok", word: "released" }, detail: "the actor takes work again" };
		case "release":
			return { mark: { shape: "work", word: `release ${body.number}` }, detail: causeOf(body) };
		case "renewed":
			return { mark: { shape: "ok", word: "renewed" }, detail: body.expiresAt === null ? "without end" : until(body.expiresAt) };
		case "expiring":
			return { mark: { shape: "warn", word: "expiring" }, detail: `closes ${formatMoment(body.expiresAt)} unless it is renewed` };
		case "cancelRequested":
			return { mark: { shape: "pending", word: "cancelling" }, detail: "the operation under way is asked to give up" };
		case "retained":
			return { mark: { shape: "rest", word: "retained" }, detail: said(volumesOf(body.volumes), until(body.until)) };
		case "relinquished":
			return {
				mark: { shape: "gone", word: "relinquished" },
				detail: said(`${volumesOf(body.volumes)} given up`, body.because === undefined ? null : `because ${whyGone[body.because]}`),
			};
		case "extended":
			return { mark: { shape: "rest", word: "extended" }, detail: until(body.until) };
		case "destroyed":
			return { mark: { shape: "gone", word: "destroyed" }, detail: said(formatBytes(body.bytes), `because ${whyGone[body.because]}`) };
		default:
			return assertNever(body);
	}
}

const until = (at: string): string => `until ${formatMoment(at)}`;
const volumesOf = (count: number): string => (count === 1 ? "1 volume" : `${count} volumes`);

const said = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null && part !== "").join(" · ");
