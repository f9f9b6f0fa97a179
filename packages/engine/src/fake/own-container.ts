import { AppError } from "@berth/core";
import type { About, Connection } from "./calls.ts";
import type { ContainerRecord } from "./container-record.ts";
import type { Operation } from "./faults.ts";

/** Errors  NOT_FOUND; CONFLICT for what is not ours. */
export function ownContainer({ world, installation }: Connection, id: string): ContainerRecord {
	const record = world.containers.find(id);
	if (!record) throw new AppError("NOT_FOUND", { data: { container: id } });
	if (record.installation !== installation) throw new AppError("CONFLICT", { data: { name: record.name } });
	return record;
}

export function aboutContainer({ world }: Connection, operation: Operation, subject: string): About {
	const { leaseId = null, service = null, generation = null } = world.containers.find(subject) ?? {};
	return { operation, subject, leaseId, service, generation };
}
