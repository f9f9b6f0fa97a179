import { booleanOf, type KeyRule, textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { entriesOf, itemsOf, type Spot } from "../report/spot.ts";
import type { Draft, Wait } from "./draft.ts";

const conditions = ["service_started", "service_healthy", "service_completed_successfully"] as const satisfies readonly Wait["condition"][];

export const dependsOn: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused", "ignored"],
	about:
		"`depends_on`. `service_completed_successfully` makes the other an `init`, which runs to its end before all that are none; an init that waits for what is none is refused. `service_healthy` needs a health check in the file.",
	read(spot, draft, report) {
		if (spot.tree.kind === "scalar") return wrongShape(spot, report, "a list of services or a map of conditions");
		for (const item of itemsOf(spot)) {
			const target = textOf(item);
			if (target === null) wrongShape(item, report, "the name of a service");
			else draft.waits.push({ target, condition: "service_started", required: true, spot: item });
		}
		for (const [target, entry] of entriesOf(spot)) readWait(target, entry, draft, report);
	},
};

function readWait(target: string, spot: Spot, draft: Draft, report: Report) {
	let required = true;
	let condition: Wait["condition"] = "service_started";
	if (spot.tree.kind === "list" || (spot.tree.kind === "scalar" && spot.tree.value !== null))
		return wrongShape(spot, report, "a condition");
	for (const [key, child] of entriesOf(spot)) {
		if (key === "required") required = booleanOf(child) !== false;
		else if (key === "restart") report.ignored(child, "A service is restarted when it is asked for or differs, not because another is.");
		else if (key.startsWith("x-")) report.ignored(child, "An extension, which Compose does not read.");
		else if (key === "condition") {
			const found = conditions.find((one) => one === textOf(child));
			if (found === undefined) return wrongShape(child, report, "service_started, service_healthy or service_completed_successfully");
			condition = found;
		} else report.refused(child, `The Compose specification has no key "${key.slice(0, 60)}" here; correct its name or take it out.`);
	}
	draft.waits.push({ target, condition, required, spot });
}

export const links: KeyRule<Draft> = {
	verdicts: ["kept", "refused", "ignored"],
	about: "`depends_on`, `service_started`; another name for the other service is refused, as it answers to its own alone.",
	read(spot, draft, report) {
		if (spot.tree.kind !== "list") return wrongShape(spot, report, "a list of services");
		for (const item of itemsOf(spot)) {
			const [target = "", alias = target] = (textOf(item) ?? "").split(":");
			if (target === "") wrongShape(item, report, "the name of a service");
			else if (alias !== target)
				report.refused(
					item,
					`A service answers to its own name alone, not to "${alias.slice(0, 60)}"; write "${target.slice(0, 60)}" where the other name is used, or name the service so.`,
				);
			else draft.waits.push({ target, condition: "service_started", required: true, spot: item });
		}
	},
};
