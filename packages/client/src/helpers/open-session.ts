import type { RouterInputs } from "@berth/api/router";
import { type ExecConnection, openExec } from "../exec/open-exec.ts";
import type { HelperTools } from "./tools.ts";

export interface OpenExecInput {
	readonly leaseId: string;
	readonly service: string;
	/** Which of the service's instances; the first when absent. */
	readonly index?: number;
	/** A program and its arguments; a shell when absent. */
	readonly argv?: readonly string[];
	/** Of the terminal; null for none, and both of its streams apart. */
	readonly size: { readonly columns: number; readonly rows: number } | null;
	readonly signal?: AbortSignal;
}

/** Errors  those of `exec.ticket`; how the session itself goes is told by what is returned. */
export async function openSession(
	{ calls, base, headers }: HelperTools,
	{ argv, signal, ...rest }: OpenExecInput,
): Promise<ExecConnection> {
	const asked: RouterInputs["exec"]["ticket"] = { ...rest, ...(argv === undefined ? {} : { argv: [...argv] }) };
	const ticket = await calls.exec.ticket.mutate(asked, signal === undefined ? {} : { signal });
	// A browser sends its session by itself, and has no place for more.
	const credentials = Object.keys(headers).length === 0 ? {} : { headers };
	return openExec({ url: base, ticket, ...credentials, ...(signal === undefined ? {} : { signal }) });
}
