import { stripVTControlCharacters } from "node:util";
import type { BerthClient } from "@berth/client";
import type { LeaseEvent, LogLine } from "@berth/core";
import { type Command, Option } from "commander";
import { type Level, levelOf, levels } from "../follow/level.ts";
import type { CommandRunner } from "../run/cli.ts";
import { findLease } from "../run/find-lease.ts";
import { count, expression, past, words } from "../run/options.ts";
import { printable } from "../run/output.ts";
import { moment } from "../run/words.ts";

interface LogOptions {
	readonly follow?: true;
	readonly service?: readonly string[];
	readonly since?: Date;
	readonly level?: Level;
	readonly grep?: RegExp;
	readonly tail?: number;
	readonly timestamps?: true;
}

/** The most that can be asked for of what was. */
const TAIL_MAX = 10_000;

/** `logs`, `events`: both go on where they were when the server, or this machine, was away. */
export function addFollowing(program: Command, { does }: CommandRunner): void {
	program
		.command("logs <lease>")
		.description("show the merged log of a lease")
		.option("-f, --follow", "wait for what is still to come")
		.option("--service <name>", "of this service alone; several times", words)
		.option("--since <when>", "from then on, like 10m or a time", past)
		.addOption(new Option("--level <level>", "lines that say this level or a graver one; those that say none are left out").choices(levels))
		.option("--grep <expression>", "lines that match", expression)
		.option("--tail <n>", "so many lines of what was; 200, with --since 10000", count)
		.option("-t, --timestamps", "with the time of each line")
		.action(
			does(async (run, nameOrId: string, { follow, service, since, level, grep, tail, timestamps }: LogOptions) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const isWanted = (line: LogLine) =>
					(since === undefined || Date.parse(line.at) >= since.getTime()) &&
					(grep === undefined || grep.test(line.text)) &&
					(level === undefined || levels.indexOf(levelOf(line.text) ?? "none") >= levels.indexOf(level));
				const { colors } = run.out;
				const asked = {
					leaseId: id,
					follow: follow === true,
					tail: Math.min(tail ?? (since === undefined ? 200 : TAIL_MAX), TAIL_MAX),
					signal: run.signal,
					...(service === undefined ? {} : { services: service }),
				};
				for await (const message of client.followLogs(asked)) {
					if (message.kind === "gap") run.out.note(`-- ${message.skipped} lines were left out: they came faster than they were read`);
					if (message.kind !== "line" || !isWanted(message)) continue;
					run.out.line(message, () => {
						const from = colors.dim(`${timestamps === true ? `${message.at} ` : ""}${message.service}-${message.instance}`);
						return `${from} ${printable(stripVTControlCharacters(message.text))}`;
					});
				}
			}),
		);

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
function wordsOf({ body }: LeaseEvent): string {
	const { type: _type, ...facts } = body;
	const said = Object.entries(facts).flatMap(([name, value]) => {
		if (value === null || value === undefined) return [];
		if (typeof value !== "object") return [`${name}=${String(value)}`];
		const inner = value as Readonly<Record<string, unknown>>;
		return [[inner.name ?? inner.service, inner.state].filter((word) => typeof word === "string").join(" ")];
	});
	return said.length === 0 ? "" : `  ${said.join(" ")}`;
}
