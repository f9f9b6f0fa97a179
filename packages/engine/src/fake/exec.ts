import { AppError } from "@berth/core";
import type { ContainerGroup, LogGroup } from "../engine.ts";
import type { ExecGroup, ExecOptions } from "../exec-group.ts";
import { runToExit } from "../run-to-exit.ts";
import { type Connection, callDaemon } from "./calls.ts";
import type { ContainerRecord } from "./container-record.ts";
import { aboutContainer, ownContainer } from "./own-container.ts";
import { findProgram } from "./program.ts";
import { openFakeSession } from "./session.ts";

const BYTES_MAX = 1_048_576;
const REMOVE_MS = 60_000;

export function createExec(connection: Connection, groups: { readonly containers: ContainerGroup; readonly logs: LogGroup }): ExecGroup {
	const { clock } = connection;
	const enter = (id: string, { argv }: ExecOptions): ContainerRecord => {
		if (argv.length === 0) throw new AppError("BAD_INPUT", { message: "An exec needs a program." });
		const record = ownContainer(connection, id);
		if (record.phase !== "running") throw new AppError("CONFLICT", { data: { container: record.id } });
		return record;
	};
	return {
		run: (id, options, call) =>
			callDaemon(connection, aboutContainer(connection, "exec.run", id), call, async () => {
				const record = enter(id, options);
				const { argv, env = {}, input, bytesMax = BYTES_MAX, timeoutMs } = options;
				const program = findProgram(argv[0] ?? "", record.image.script.programs);
				const outcome = program({ argv, env, input: Buffer.from(input ?? []).toString("utf8"), isLast: true, size: null });
				const { stdout = "", stderr = "", exitCode = 0 } = outcome;
				if (exitCode === null) await clock.sleep(timeoutMs, call.signal);
				const kept = Buffer.from(stdout).subarray(0, bytesMax);
				const keptToo = Buffer.from(stderr).subarray(0, bytesMax - kept.length);
				return {
					exitCode,
					stdout: kept.toString("utf8"),
					stderr: keptToo.toString("utf8"),
					truncated: kept.length + keptToo.length < Buffer.byteLength(stdout) + Buffer.byteLength(stderr),
					timedOut: exitCode === null,
					mayStillRun: exitCode === null,
				};
			}),
		open: (id, options, call) =>
			callDaemon(connection, aboutContainer(connection, "exec.open", id), call, () => {
				const record = enter(id, options);
				return openFakeSession(record, findProgram(options.argv[0] ?? "", record.image.script.programs), options, call.signal);
			}),
		runToExit: (spec, { bytesMax = BYTES_MAX, timeoutMs }, call) =>
			runToExit({ ...groups, clock, removeMs: REMOVE_MS }, spec, { bytesMax, timeoutMs }, call),
	};
}
