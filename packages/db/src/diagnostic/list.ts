import type { DiagnosticId, LeaseId, OperationId, Reason } from "@berth/core";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type { DiagnosticRecord } from "../records.ts";

interface Row {
	readonly id: DiagnosticId;
	readonly operation_id: OperationId | null;
	readonly service: string;
	readonly index: number;
	readonly reason: Reason;
	readonly exit_code: number | null;
	readonly oom_killed: boolean;
	readonly health_output: string | null;
	readonly log_tail: readonly string[];
	readonly detail: string | null;
	readonly at: Date;
}

const columns = "id, operation_id, service, index, reason, exit_code, oom_killed, health_output, log_tail, detail, at";

/** Reads a page of the diagnostics of a lease, newest first. Cost: those alone, by diagnostic_lease_idx; no lock. */
export async function listDiagnostics(db: Queryable, leaseId: LeaseId, limit: number, before?: DiagnosticId): Promise<DiagnosticRecord[]> {
	const { values, of: p } = parameters();
	const older = before === undefined ? "" : `and id < ${p(before)}`;
	const text = `select ${columns} from diagnostic where lease_id = ${p(leaseId)} ${older} order by id desc limit ${p(limit)}`;
	return (await rowsOf<Row & Record<string, unknown>>(db, text, values)).map(toDiagnostic);
}

const toDiagnostic = (row: Row): DiagnosticRecord => ({
	id: row.id,
	operationId: row.operation_id,
	service: row.service,
	index: row.index,
	reason: row.reason,
	exitCode: row.exit_code,
	oomKilled: row.oom_killed,
	healthOutput: row.health_output,
	logTail: row.log_tail,
	detail: row.detail,
	at: row.at,
});
