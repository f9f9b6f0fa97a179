import { assertNever, type LeaseEventBody, type SessionEnd } from "@berth/core";
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
		case "session":
			return describeSession(body);
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

const endWords: Readonly<Record<SessionEnd, string>> = {
	exited: "the program ended",
	left: "its user left",
	idle: "nothing was typed for too long",
	too_long: "it lasted as long as it may",
	lease_closed: "the lease closes",
	instance_gone: "the container ended",
	forbidden: "its user may not do this any more",
	shutdown: "Berth was restarted",
	timed_out: "the program took too long",
	failed: "something went wrong",
};

/** What went through a session is nowhere written, so this is all there is to say. */
function describeSession(body: Extract<LeaseEventBody, { type: "session" }>): { readonly mark: Mark; readonly detail: string } {
	const where = `${body.program} in ${body.service}-${body.index}`;
	if (body.what === "opened") return { mark: { shape: "work", word: body.terminal ? "terminal opened" : "command begun" }, detail: where };
	const code = typeof body.exitCode === "number" ? `exit code ${body.exitCode}` : null;
	return {
		mark: { shape: "rest", word: body.terminal ? "terminal closed" : "command ended" },
		detail: said(where, body.because === undefined ? null : endWords[body.because], code),
	};
}

const until = (at: string): string => `until ${formatMoment(at)}`;
const volumesOf = (count: number): string => (count === 1 ? "1 volume" : `${count} volumes`);

const said = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null && part !== "").join(" · ");
