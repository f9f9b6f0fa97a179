import type { LogMessage } from "@berth/core";
import type { NodeRecord } from "@berth/db";
import { expect, it } from "vitest";
import { createManualClock } from "../testing/manual-clock.ts";
import { aLease, leaseId } from "../testing/records.ts";
import { type LogTools, readLogs } from "./read-logs.ts";

const caller = { label: "user:test", scope: "all", seesValues: true } as const;
const node = { id: aLease().nodeId, name: "one" } as NodeRecord;

/** Reads the log of a lease without instances on node `one`, in a process that sees the containers of another. */
async function read(engineNode: string | null) {
	// Of the tools only what is asked for before the first line.
	const tools = {
		stores: { leases: { find: async () => aLease() }, reader: { instances: async () => new Map() } },
		directory: { nodes: async () => new Map([[node.id, node]]) },
		clock: createManualClock(),
		engineNode,
	} as unknown as LogTools;
	const messages: LogMessage[] = [];
	for await (const message of readLogs(tools, caller, leaseId, { tail: 10, follow: false }, new AbortController().signal))
		messages.push(message);
	return messages;
}

it("a log is read where its containers are, and elsewhere its reader is told where that is, not that there is none", async () => {
	expect(await read("one")).toEqual([]);
	expect(await read(null)).toEqual([]);
	await expect(read("two")).rejects.toMatchObject({ code: "UNSUPPORTED", data: { node: "one" } });
});
