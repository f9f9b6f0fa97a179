import type { BerthClient, RouterOutputs } from "@berth/client";

type Check = RouterOutputs["admin"]["preflight"]["list"][number];

const marks: Readonly<Record<Check["severity"], string>> = { ok: "ok", info: "note", warning: "WARN", blocker: "STOP" };

/** What the host lacks, with its remedies, as lines for people; one line when it lacks nothing. */
export async function summarizePreflight(admin: BerthClient): Promise<string[]> {
	const checks = await admin.admin.preflight.list.query();
	const good = checks.filter(({ severity }) => severity === "ok").length;
	const rest = checks.filter(({ severity }) => severity !== "ok");
	return [
		`Preflight: ${good} of ${checks.length} checks are fine.`,
		...rest.map(({ severity, title, seen, remedy }) => `  ${marks[severity].padEnd(4)} ${title}: ${seen}${remedy ? `. ${remedy}` : ""}`),
	];
}
