import { type BerthClient, berthErrorOf, type RouterOutputs } from "@berth/client";

type Check = RouterOutputs["admin"]["preflight"]["list"][number];

const marks: Readonly<Record<Check["severity"], string>> = { ok: "ok", info: "note", warning: "WARN", blocker: "STOP" };

/** What the host lacks, with its remedies, as lines for people; one line when it lacks nothing. */
export async function summarizePreflight(admin: BerthClient): Promise<string[]> {
	const checks = await admin.admin.preflight.list.query().catch((err: unknown) => {
		// An admin with a second factor, or who needs one first, is not let in by a link alone.
		if (["UNAUTHENTICATED", "FORBIDDEN"].includes(berthErrorOf(err).code)) return null;
		throw err;
	});
	if (checks === null) return ["Preflight: the admin's second factor is asked for; see the page Preflight."];
	const good = checks.filter(({ severity }) => severity === "ok").length;
	const rest = checks.filter(({ severity }) => severity !== "ok");
	return [
		`Preflight: ${good} of ${checks.length} checks are fine.`,
		...rest.map(({ severity, title, seen, remedy }) => `  ${marks[severity].padEnd(4)} ${title}: ${seen}${remedy ? `. ${remedy}` : ""}`),
	];
}
