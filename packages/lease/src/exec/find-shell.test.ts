import type { ExecGroup } from "@berth/engine";
import { expect, test } from "vitest";
import { createShellFinder } from "./find-shell.ts";

/** An engine of one container that has these programs. */
function engineWith(...programs: readonly string[]) {
	const asked: (readonly string[])[] = [];
	const run: ExecGroup["run"] = async (_, { argv }) => {
		asked.push(argv);
		const exitCode = programs.includes(argv[0] ?? "") ? 0 : 127;
		return { exitCode, stdout: "", stderr: "", truncated: false, timedOut: false, mayStillRun: false };
	};
	return { asked, engine: { exec: { run } as ExecGroup } };
}
const { signal } = new AbortController();

test("the best shell there is is found by trying each as a program of its own, once for a container", async () => {
	const { asked, engine } = engineWith("ash", "sh");
	const shellOf = createShellFinder(engine);
	expect([await shellOf("a", signal), await shellOf("a", signal)]).toEqual(["ash", "ash"]);
	expect(asked).toEqual([["bash"], ["ash"]]);
	expect(await createShellFinder(engineWith("sh", "bash").engine)("b", signal)).toBe("bash");
});

test("that there is no shell is said, with what was tried", async () => {
	const { engine } = engineWith("cat");
	await expect(createShellFinder(engine)("a", signal)).rejects.toMatchObject({
		code: "UNSUPPORTED",
		data: { why: "no_shell", tried: ["bash", "ash", "sh"] },
	});
});
