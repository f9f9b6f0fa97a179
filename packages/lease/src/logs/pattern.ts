import { AppError, type TextTest } from "@berth/core";
import { RE2JS } from "re2js";

/**
 * A pattern in RE2, which takes a time that grows with the text and not with the pattern's tricks: a tenant's own pattern runs beside
 * everybody's leases. It looks past case.
 *
 * Errors  BAD_INPUT for what is none.
 */
export function compilePattern(pattern: string): TextTest {
	try {
		const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
		return (text) => compiled.matcher(text).find();
	} catch (cause) {
		throw new AppError("BAD_INPUT", {
			message: "The pattern is not a regular expression that is taken here: back references and look-arounds are not.",
			data: { field: "text" },
			cause,
		});
	}
}
