import { describe, expect, test } from "vitest";
import { readDockerfile } from "./build-dockerfile.ts";

describe("a Dockerfile's reach", () => {
	test("is every image it stands on or copies from, but not its own stages", () => {
		const text = [
			"# a comment",
			"FROM --platform=linux/amd64 base:1 AS Build",
			"COPY --from=tools:2 /a /b",
			"FROM scratch",
			"COPY --from=build /a /b",
			"COPY --from=0 /a /b",
			"from \\",
			"  # within",
			"  last:3",
		].join("\n");
		expect(readDockerfile(text)).toEqual({ bases: ["base:1", "tools:2", "last:3"], fetches: false });
	});

	test("is unknown where a variable names it", () => {
		expect(readDockerfile("ARG B=x\nFROM $B").bases).toEqual([null]);
		expect(readDockerfile("FROM scratch\nARG U\nADD $U /").fetches).toBe(true);
	});

	test.each([
		"ADD http://host/x /x",
		'add ["https://host/x", "/x"]',
		"ONBUILD ADD http://host/x /x",
		"ADD \\\n http://host/x /x",
		"ADD git@host:x /x",
	])("holds an address in %j", (line) => {
		expect(readDockerfile(`FROM scratch\n${line}`).fetches).toBe(true);
	});

	test("holds none where files are added", () => {
		expect(readDockerfile("FROM scratch\nADD busybox /bin/busybox\nRUN true").fetches).toBe(false);
		expect(() => readDockerfile("RUN true")).toThrow("no image");
	});
});
