import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@berth/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHostTools, type HostTool, runTool } from "./host-tools.ts";

/** Scripts that stand in a directory of their own under the names of host tools. */
describe("host tools", () => {
	let directory: string;
	const signal = new AbortController().signal;
	const install = async (tool: HostTool, script: string) => {
		await writeFile(join(directory, tool), `#!/bin/sh\n${script}\n`);
		await chmod(join(directory, tool), 0o755);
	};
	const tools = () => createHostTools({ directories: [directory] });
	const isGone = (pid: number) => {
		try {
			process.kill(pid, 0);
			return false;
		} catch {
			return true;
		}
	};

	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), "berth-tools-"));
	});
	afterEach(() => rm(directory, { recursive: true, force: true }));

	it("hands arguments over as they are and no variable of ours", async () => {
		await install("zfs", `for one in "$@"; do printf '<%s>' "$one"; done; /usr/bin/env; exit 3`);
		const answer = await tools().run("zfs", ["a b", "$(id)", ";reboot", "*"], { signal });
		expect(answer.exitCode).toBe(3);
		expect(answer.stdout).toContain("<a b><$(id)><;reboot><*>");
		expect(answer.stdout).toContain("LC_ALL=C");
		expect(answer.stdout).not.toContain("HOME=");
	});

	it("says which program is missing", async () => {
		await expect(tools().run("btrfs", [], { signal })).rejects.toSatisfy((error) => isAppError(error, "UNSUPPORTED"));
		expect(await tools().find("btrfs")).toBeNull();
	});

	it("turns a bad exit into a typed error that keeps the program's words out of its message", async () => {
		await install("mount", "echo /secret/path >&2; exit 32");
		const failed = runTool(tools(), "mount", [], { signal });
		await expect(failed).rejects.toMatchObject({ code: "ENGINE_FAILED", data: { tool: "mount", exitCode: 32 } });
		await expect(failed).rejects.not.toThrow("/secret/path");
		await install("mount", "echo 'No space left on device' >&2; exit 1");
		await expect(runTool(tools(), "mount", [], { signal })).rejects.toMatchObject({ code: "NO_SPACE" });
	});

	it("ends the program and its children at the deadline and on abort", async () => {
		await install("umount", `echo $$ > ${directory}/pid.new; /bin/mv ${directory}/pid.new ${directory}/pid; /bin/sleep 300 & wait`);
		const aborting = new AbortController();
		const running = tools().run("umount", [], { signal: aborting.signal });
		const pid = await vi.waitFor(async () => Number(await readFile(join(directory, "pid"), "utf8")), { timeout: 10_000 });
		aborting.abort();
		await expect(running).rejects.toMatchObject({ code: "ABORTED" });
		expect(isGone(pid)).toBe(true);
		await expect(tools().run("umount", [], { signal, timeoutMs: 100 })).rejects.toMatchObject({ code: "TIMEOUT" });
	});

	it("stops a program that says more than it may", async () => {
		await install("losetup", "while :; do echo 0123456789; done");
		await expect(tools().run("losetup", [], { signal, outputBytesMax: 1_000 })).rejects.toMatchObject({
			code: "ENGINE_FAILED",
			data: { why: "output-too-long" },
		});
	});
});
