import type { LogLine } from "@berth/core";
import type { InstanceRecord } from "@berth/db";
import type { EngineLogLine, LogCursor } from "@berth/engine";
import { advance, encodeCursor } from "./cursor.ts";
import { logKey } from "./instance-log.ts";

/** Notes that the instance was read up to this line, and gives the line as a client hears it. */
export function toLine(row: InstanceRecord, line: EngineLogLine, positions: Map<string, LogCursor>): LogLine {
	const { stream, at, text, truncated } = line;
	advance(positions, logKey(row), line.cursor);
	return { kind: "line", cursor: encodeCursor(positions), service: row.service, instance: row.index, stream, at, text, truncated };
}
