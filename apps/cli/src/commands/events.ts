import type { BerthClient } from "@berth/client";
import type { LeaseEvent } from "@berth/core";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { findLease } from "../run/find-lease.ts";
import { count } from "../run/options.ts";
import { moment } from "../run/words.ts";

/** `events`: goes on where it was when the server, or this machine, was away. */
export function addEvents(program: Command, { does }: CommandRunner): void {
	program
		.command("events <lease>")
		.description("show what happened to a lease, oldest first")
		.option("-f, --follow", "wait for what is still to come")
		.option("--limit <n>", "so many of what was", count, 50)
		.action(
			does(async (run, nameOrId: string, { follow, limit }: { readonly follow?: true; readonly limit: number }) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const { events } = await client.event.list.query({ leaseId: id, limit: Math.min(Math.max(limit, 1), 200) });
				const tell = (event: LeaseEvent) =>
					run.out.line(event, () => `${moment(event.at)}  ${event.actor}  ${event.body.type}${wordsOf(event)}`);
				for (const event of events.toReversed()) tell(event);
				if (follow !== true) return;
				let seen = events[0]?.seq ?? 0;
				for await (const message of client.followEvents({ leaseId: id, afterSeq: seen, signal: run.signal })) {
					// A snapshot has no events in it: what led to it is asked for.
					const missed = message.kind === "reset" && message.lease.eventSeq > seen ? await eventsAfter(client, id, seen) : [];
					if (missed[0] !== undefined && missed[0].seq > seen + 1) run.out.note("-- what was in between is too long ago to be told");
					for (const event of [...missed, ...message.events]) {
						if (event.seq <= seen) continue;
						seen = event.seq;
						tell(event);
					}
				}
			}),
		);
}

/** Oldest first; what is not kept any more is missing at the beginning. */
async function eventsAfter(client: BerthClient, leaseId: string, seq: number): Promise<readonly LeaseEvent[]> {
	const found: LeaseEvent[] = [];
	for (let cursor: string | undefined; ; ) {
		const page = await client.event.list.query({ leaseId, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
		const newer = page.events.filter((event) => event.seq > seq);
		found.push(...newer);
		if (page.next === null || newer.length < page.events.length) return found.toReversed();
		cursor = page.next;
	}
}

/** The facts of an event in a few words. */
export function wordsOf({ body }: Pick<LeaseEvent, "body">): string {
	const { type: _type, ...facts } = body;
	const said = Object.entries(facts).flatMap(([name, value]) => {
		if (value === null || value === undefined) return [];
		if (typeof value !== "object") return [`${name}=${String(value)}`];
		const inner = value as Readonly<Record<string, unknown>>;
		return [[inner.name ?? inner.service, inner.state].filter((word) => typeof word === "string").join(" ")];
	});
	return said.length === 0 ? "" : `  ${said.join(" ")}`;
}
