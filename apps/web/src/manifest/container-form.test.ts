// @vitest-environment node
import { expect, test } from "vitest";
import { emptyForm, fieldsBeside, toForm, withForm } from "./container-form.ts";
import { diagnose } from "./diagnose.ts";

const form = {
	...emptyForm,
	image: "docker.io/library/nginx:1",
	port: "8080",
	env: [{ name: "MODE", value: "live" }],
	args: "-p\n8080",
	health: "wget -q -O /dev/null http://127.0.0.1:8080/",
};

test("what the form writes is a valid manifest and reads back as the same form", () => {
	const manifest = withForm({}, form);
	expect(diagnose(JSON.stringify(manifest), null).diagnostics).toEqual([]);
	expect(toForm(manifest)).toEqual(form);
});

test("fields the form does not know survive it", () => {
	const written = withForm({ image: "old", user: "1000", health_check: { test: ["NONE"], retries: 7 } }, form);
	expect(fieldsBeside(written)).toEqual(["user"]);
	expect(written).toMatchObject({ image: form.image, user: "1000", health_check: { retries: 7, test: ["CMD-SHELL", form.health] } });
});

test("an emptied field leaves the manifest", () => {
	expect(withForm(withForm({}, form), { ...emptyForm, image: "a" })).toEqual({ image: "a" });
});
