import { operationStates } from "@berth/core";
import { type Command, Option } from "commander";
import type { CommandRunner, Run } from "../run/cli.ts";
import { count } from "../run/options.ts";
import { ago, moment } from "../run/words.ts";
import { wordsOf } from "./events.ts";

type Client = Awaited<ReturnType<Run["client"]>>;
type ListedEvent = Awaited<ReturnType<Client["admin"]["history"]["events"]["query"]>>["events"][number];

/** `admin operations`, `admin events`: what was asked and what happened over all tenants. */
export function addAdminHistory(admin: Command, { does }: CommandRunner): void {
	admin
		.command("operations")
		.description("what was asked of leases of every tenant and how it went, newest first")
		.addOption(new Option("--state <state>", "in this state").choices(operationStates))
		.option("--limit <n>", "how many at most", count, 50)
		.action(
			does(async (run, { state, limit }: { readonly state?: (typeof operationStates)[number]; readonly limit: number }) => {
				const client = await run.client();
				const { operations } = await client.admin.history.operations.query({ limit, ...(state === undefined ? {} : { states: [state] }) });
				run.out.show(
					operations,
					() => ({
						head: ["id", "lease", "what", "state", "by", "age", "reason"],
						rows: operations.map(({ id, leaseName, kind, state, requestedBy, createdAt, reason }) => [
							id,
							leaseName,
							kind,
							state,
							requestedBy,
							ago(createdAt),
							reason,
						]),
						none: "There are none.",
					}),
					() => operations.map(({ id }) => id),
				);
			}),
		);
	admin
		.command("events")
		.description("what happened to leases of every tenant, oldest first")
		.option("-f, --follow", "wait for what is still to come")
		.option("--limit <n>", "so many of what was", count, 50)
		.action(
			does(async (run, { follow, limit }: { readonly follow?: true; readonly limit: number }) => {
				const client = await run.client();
				const tell = (event: ListedEvent) =>
					run.out.line(event, () => `${moment(event.at)}  ${event.leaseName}  ${event.actor}  ${event.body.type}${wordsOf(event)}`);
				const { events } = await client.admin.history.events.query({ limit });
				for (const event of events.toReversed()) tell(event);
				if (follow === true) await followAll(run, client, events, tell);
			}),
		);
}

/** So many are remembered as told. Fewer: one is told again after the stream was opened anew, which begins with the newest hundred. */
const REMEMBERED_MAX = 10_000;

/** Each event once, though the stream begins with the newest ones each time that it is opened. Newest first, what was told. */
function followAll(run: Run, client: Client, before: readonly ListedEvent[], tell: (event: ListedEvent) => void): Promise<void> {
	const over = Promise.withResolvers<void>();
	const idOf = ({ leaseId, seq }: ListedEvent) => `${leaseId}.${seq}`;
	const told = new Set(before.map(idOf));
	const since = before.at(-1)?.at ?? "";
	const source = client.admin.events.watch.subscribe(undefined, {
		onData(message) {
			if (message.kind === "gap") return run.out.note("-- some were left out: they came faster than they were read");
			for (const event of message.events) {
				if (event.at < since || told.has(idOf(event))) continue;
				tell(event);
				told.add(idOf(event));
				const [oldest] = told;
				if (told.size > REMEMBERED_MAX && oldest !== undefined) told.delete(oldest);
			}
		},
		onError: (error) => over.reject(error),
		onComplete: () => over.resolve(),
	});
	run.signal.addEventListener("abort", () => over.resolve(), { once: true });
	return over.promise.finally(() => source.unsubscribe());
}
