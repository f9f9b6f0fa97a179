import type { ExecExit } from "@berth/core";

const becauses: Readonly<Record<ExecExit["because"], string>> = {
	exited: "the program ended",
	left: "you left",
	idle: "nothing was typed for too long",
	too_long: "it lasted as long as a session may",
	lease_closed: "the lease closes",
	instance_gone: "the container ended",
	forbidden: "you may not do this any more",
	shutdown: "Berth was restarted",
	timed_out: "the program took too long",
	failed: "something went wrong",
};

/** How a session ended, as its user is told. */
export const sayEnd = ({ exitCode, because }: ExecExit): string =>
	`Session ended${exitCode === null ? "" : ` (exit code ${exitCode})`}: ${becauses[because]}.`;
