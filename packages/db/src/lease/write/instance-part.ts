import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

type Instances = NonNullable<LeaseChange["instances"]>;

const key = "lease_id, service, index, generation";
const rest = ["container_id", "image", "state", "health", "exit_code", "oom_killed", "started_at", "endpoints"];
const shape = `(
	service text, index int, generation int, "containerId" text, image text, state text, health text, "exitCode" int,
	"oomKilled" boolean, "startedAt" timestamptz, endpoints jsonb
)`;

/** Replaces what was last seen of a lease's containers. A row that is put is not dropped first: one statement touches a row once. */
export function instancePart(p: Parameter, instances: Instances = {}): string[] {
	const { put = [], dropGenerations = [], clear = false } = instances;
	const docs = put.length > 0 ? p(toJson(put)) : null;
	const parts: string[] = [];
	if (clear || dropGenerations.length > 0) {
		const kept = `and not exists (
			select from jsonb_to_recordset(${docs}::jsonb) as new ${shape}
			where new.service = instance.service and new.index = instance.index and new.generation = instance.generation
		)`;
		parts.push(`forgotten as (
			delete from instance using changed
			where instance.lease_id = changed.id
				and ${clear ? "true" : `instance.generation = any(${p([...dropGenerations])}::int[])`}
				${docs === null ? "" : kept}
		)`);
	}
	if (docs !== null)
		parts.push(`seen as (
			insert into instance (${key}, ${rest.join(", ")})
			select changed.id, new.service, new.index, new.generation, new."containerId", new.image, new.state, new.health,
				new."exitCode", new."oomKilled", new."startedAt", new.endpoints
			from changed, jsonb_to_recordset(${docs}::jsonb) as new ${shape}
			on conflict (${key}) do update set ${rest.map((column) => `${column} = excluded.${column}`).join(", ")}
		)`);
	return parts;
}
