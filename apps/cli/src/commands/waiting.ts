import { MINUTE } from "@berth/core";
import type { Command } from "commander";
import { duration } from "../run/options.ts";

/** For commands whose work goes on after they were taken. */
export const waiting = (command: Command): Command =>
	command
		.option("--wait", "wait for the end of it and show its steps")
		.option("--timeout <time>", "how long to wait at most, like 10m", duration, 10 * MINUTE);
