import { AppError, type CancelInput, type LeaseId, type OperationId, type OperationKind, type OperationView } from "@berth/core";
import { openOperation } from "../machine/predicates.ts";
import { toOperationView } from "../queries/to-view.ts";
import type { Caller } from "../service.ts";
import type { CommandContext } from "./command-context.ts";

/** A stop, a close and a diagnosis are short and leave nothing worth turning back to. */
const cancellable: readonly OperationKind[] = ["provision", "update", "restart", "start", "restore"];

/** Asks the operation under way to give up. Asking again changes nothing; how it ended is the operation's own state. */
export async function cancelOperation(context: CommandContext, caller: Caller, input: CancelInput): Promise<OperationView> {
	const { apply, stores } = context;
	// The transport has checked the spelling; strings that name nothing are NOT_FOUND below.
	const id = input.leaseId as LeaseId;
	const operationId = input.operationId as OperationId;
	const { result, lease } = await apply.change(id, { scope: caller.scope, fence: null, audit: caller.audit }, (lease, operation) => {
		if (lease.operationId !== operationId || operation === null) return { change: null, result: null };
		const open = openOperation(operation);
		if (open === null) throw notCancellable(operation, `it has ended (${operation.state})`);
		if (!cancellable.includes(open.kind)) throw notCancellable(operation, `a ${open.kind} cannot be cancelled`);
		if (lease.cancelRequested === operationId) return { change: null, result: open };
		return {
			result: open,
			change: {
				set: { cancelRequested: operationId },
				events: [{ actor: caller.label, operationId, body: { type: "cancelRequested" } }],
			},
		};
	});
	if (result !== null) return toOperationView(result, lease);
	const old = await stores.operations.find(operationId);
	if (old === null || old.leaseId !== id) throw new AppError("NOT_FOUND", { data: { leaseId: id, operationId } });
	throw notCancellable(old, `it has ended (${old.state})`);
}

const notCancellable = ({ id, kind, state }: { id: OperationId; kind: OperationKind; state: string }, why: string): AppError =>
	new AppError("INVALID_STATE", { message: `The operation cannot be cancelled: ${why}.`, data: { operationId: id, kind, state } });
