// @vitest-environment node
import { expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";

const first = (text: string, allowed: readonly string[] | null = null) => diagnose(text, allowed).diagnostics[0];

test("a valid single container and a valid stack have nothing said about them", () => {
	expect(diagnose('{ "image": "docker.io/library/nginx:1" }', ["docker.io"]).manifest?.services.app?.image).toContain("nginx");
	const stack = { services: { web: { image: "a/web:1", depends_on: { db: { condition: "service_started" } } }, db: { image: "a/db:1" } } };
	expect(Object.keys(diagnose(JSON.stringify(stack), null).manifest?.services ?? {})).toEqual(["web", "db"]);
});

test.each([
	['{\n\t"image": "nginx",\n}', 3, "one too many"],
	['{\n\t"image" "nginx"\n}', 2, "colon"],
	['{\n\t"image": "nginx\n}', 2, "closing quote"],
	['{\n\t"image": "a",\n\t"image": "b"\n}', 3, "twice"],
	['{ "image": "a" } x', 1, "nothing may follow"],
	["{", 1, "the end of the text"],
	['{ "image": nginx }', 1, "expected a value"],
])("a text that is no JSON is stopped at its line: %j", (text, line, message) => {
	expect(first(text)).toMatchObject({ line, message: expect.stringContaining(message) });
});

test.each([
	['{\n\t"image": "nginx",\n\t"imag": 1\n}', 3, "imag", "there is no such field"],
	['{\n\t"image": "nginx",\n\t"env": {\n\t\t"A": "1",\n\t\t"PATH": "/bin"\n\t}\n}', 5, "env.PATH", "reserved"],
	['{\n\t"services": {\n\t\t"web": {\n\t\t\t"ports": {}\n\t\t}\n\t}\n}', 3, "services.web.image", ""],
	[
		'{\n\t"services": {\n\t\t"web": {\n\t\t\t"image": "a",\n\t\t\t"depends_on": { "db": { "condition": "service_started" } }\n\t\t}\n\t}\n}',
		5,
		"services.web.depends_on",
		"db",
	],
	['{\n\n\t"image": "Not An Image"\n}', 3, "image", "not an image reference"],
])("a broken rule is named at the line it concerns: %j", (text, line, path, message) => {
	expect(first(text)).toMatchObject({ line, path, message: expect.stringContaining(message) });
});

test("an image of a registry that is not allowed is refused at its line, with the list", () => {
	const found = first('{\n\t"image": "ghcr.io/team/shop:1"\n}', ["docker.io"]);
	expect(found).toMatchObject({ line: 2, message: expect.stringContaining("docker.io") });
});

test("an empty text is said to be empty", () => {
	expect(first("  \n")).toMatchObject({ line: null, message: "The manifest is empty." });
});
