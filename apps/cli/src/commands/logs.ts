import { stripVTControlCharacters } from "node:util";
import type { BerthClient } from "@berth/client";
import { type LogLine, logLevels } from "@berth/core";
import { type Command, Option } from "commander";
import { createLogFilter, isFiltered, type LogWish, levelsFrom } from "../follow/log-filter.ts";
import type { CommandRunner, Run } from "../run/cli.ts";
import { findLease } from "../run/find-lease.ts";
import { count, expression, past, words } from "../run/options.ts";
import { printable } from "../run/output.ts";

interface LogOptions extends LogWish {
	readonly follow?: true;
	readonly tail?: number;
	readonly timestamps?: true;
}

type Told = Omit<LogLine, "cursor">;

/** So many lines of what was are looked at before what is still to come. */
const FOLLOWED_TAIL_MAX = 10_000;

/** `logs`: goes on where it was when the server, or this machine, was away. */
export function addLogs(program: Command, { does }: CommandRunner): void {
	program
		.command("logs <lease>")
		.description("show the merged log of a lease")
		.option("-f, --follow", "wait for what is still to come")
		.option("--service <name>", "of this service alone; several times", words)
		.option("--since <when>", "from then on, like 10m or a time", past)
		.option("--until <when>", "until then, like 10m or a time", past)
		.addOption(new Option("--level <level>", "lines of this level or a graver one").choices(logLevels))
		.option("--grep <expression>", "lines that match, in any case", expression)
		.option("--tail <n>", "so many of them at most, the newest; 200 when nothing is looked for", count)
		.option("-t, --timestamps", "with the time of each line")
		.action(
			does(async (run, nameOrId: string, { follow, tail, timestamps, ...wish }: LogOptions) => {
				const client = await run.client();
				const { id } = await findLease(client, nameOrId);
				const { colors } = run.out;
				const tell = (line: Told) =>
					run.out.line(line, () => {
						const from = colors.dim(`${timestamps === true ? `${line.at} ` : ""}${line.service}-${line.instance}`);
						return `${from} ${printable(stripVTControlCharacters(line.text))}`;
					});
				const lines =
					follow === true || !isFiltered(wish) ? listen(run, client, id, wish, follow === true, tail) : search(run, client, id, wish, tail);
				for await (const line of lines) tell(line);
			}),
		);
}

async function* listen(run: Run, client: BerthClient, leaseId: string, wish: LogWish, follow: boolean, tail: number | undefined) {
	const isWanted = createLogFilter(wish);
	const asked = {
		leaseId,
		follow,
		tail: Math.min(tail ?? (isFiltered(wish) ? FOLLOWED_TAIL_MAX : 200), FOLLOWED_TAIL_MAX),
		signal: run.signal,
		...(wish.service === undefined ? {} : { services: wish.service }),
	};
	for await (const message of client.followLogs(asked)) {
		if (message.kind === "gap") run.out.note(`-- ${message.skipped} lines were left out: they came faster than they were read`);
		if (message.kind === "line" && isWanted(message)) yield message;
	}
}

/** What is kept is searched by the server, whole. */
async function* search(run: Run, client: BerthClient, leaseId: string, wish: LogWish, tail: number | undefined): AsyncGenerator<Told> {
	const { service, since, until, level, grep } = wish;
	const found = client.searchLogs({
		leaseId,
		signal: run.signal,
		...(service === undefined ? {} : { services: service }),
		...(since === undefined ? {} : { since }),
		...(until === undefined ? {} : { until }),
		...(level === undefined ? {} : { levels: levelsFrom(level) }),
		...(grep === undefined ? {} : { text: grep, regex: true }),
	});
	if (tail === undefined) return yield* found;
	const newest: Told[] = [];
	for await (const line of found) {
		newest.push(line);
		if (newest.length > tail) newest.shift();
	}
	yield* newest;
}
