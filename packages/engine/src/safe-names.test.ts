import { expect, test } from "vitest";
import { assertSafeImage, assertSafeMountPath, assertSafeName } from "./safe-names.ts";

test("names and ids that the daemon gives pass, and nothing that could leave its place in a path", () => {
	for (const name of ["berth-0190-web-0-g1", "f".repeat(64), "a.b_c"]) expect(assertSafeName(name)).toBe(name);
	for (const name of ["", "../x", "a/b", "a?b", "a b", ".a", "é", "a".repeat(129)])
		expect(() => assertSafeName(name), name).toThrow("letters, digits");
});

test("image references and ids pass, and no path that climbs", () => {
	for (const ref of [
		"nginx",
		"nginx:1.27",
		"registry.test:5000/team/app:1",
		`app@sha256:${"a".repeat(64)}`,
		`sha256:${"b".repeat(64)}`,
		"[::1]:5000/a",
	]) {
		expect(assertSafeImage(ref)).toBe(ref);
	}
	for (const ref of ["", "../x", "a/../b", "a/./b", "a?b", "a b", "a#b", "/a"])
		expect(() => assertSafeImage(ref), ref).toThrow("image reference");
});

test("a path to cover loses its last slash and must not be the system's", () => {
	expect(assertSafeMountPath("/var/cache//")).toBe("/var/cache");
	for (const path of ["", "/", "data", "/dev", "/sys/x", "/a//b", "/a/./b"])
		expect(() => assertSafeMountPath(path), path).toThrow("absolute path");
});
