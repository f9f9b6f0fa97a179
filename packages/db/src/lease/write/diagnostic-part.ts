import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

/** Keeps why instances failed. */
export function diagnosticPart(p: Parameter, diagnostics: LeaseChange["diagnostics"] = []): string[] {
	if (diagnostics.length === 0) return [];
	return [
		`explained as (
			insert into diagnostic (
				id, lease_id, operation_id, service, index, reason, exit_code, oom_killed, health_output, log_tail, detail, at
			)
			select new.id, changed.id, new."operationId", new.service, new.index, new.reason, new."exitCode", new."oomKilled",
				new."healthOutput", new."logTail", new.detail, statement_timestamp()
			from changed, jsonb_to_recordset(${p(toJson(diagnostics))}::jsonb) as new (
				id uuid, "operationId" uuid, service text, index int, reason text, "exitCode" int, "oomKilled" boolean,
				"healthOutput" text, "logTail" jsonb, detail text
			)
		)`,
	];
}
