import { AppError, type TextTest } from "@berth/core";
import { RE2JS } from "re2js";

/** Steps of a pattern. More is no search of a person's. */
const STEPS_MAX = 500;
/** Steps times signs: what one line may cost, which nothing else in the process can interrupt. More: everybody's leases wait for it. */
const WORK_MAX = 500_000;

/**
 * A pattern in RE2, which takes a time that grows with the text and not with the pattern's tricks: a tenant's own pattern runs beside
 * everybody's leases. It looks past case. As the time grows with the pattern, too, a large one sees the beginning of a long line alone.
 *
 * Errors  BAD_INPUT for what is none, and for one that is too large.
 */
export function compilePattern(pattern: string): TextTest {
	const compiled = compile(pattern);
	const steps = compiled.programSize();
	if (steps > STEPS_MAX)
		throw new AppError("BAD_INPUT", { message: "The pattern is too large: what it repeats is spelled out.", data: { field: "text" } });
	const charsMax = Math.floor(WORK_MAX / steps);
	return (text) => compiled.matcher(text.slice(0, charsMax)).find();
}

function compile(pattern: string): RE2JS {
	try {
		return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
	} catch (cause) {
		throw new AppError("BAD_INPUT", {
			message: "The pattern is not a regular expression that is taken here: back references and look-arounds are not.",
			data: { field: "text" },
			cause,
		});
	}
}
