import type { Connection } from "../connection.ts";
import type { AuditStore } from "./audit.ts";
import { listAudit } from "./list.ts";
import { noteAudit } from "./note.ts";

export const createAuditStore = ({ pool }: Pick<Connection, "pool">): AuditStore => ({
	list: (scope, filter) => listAudit(pool, scope, filter),
	note: (audit, target, outcome) => noteAudit(pool, audit, target, outcome),
});
