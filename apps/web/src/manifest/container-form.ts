import { parseDuration } from "@berth/core";

/** The single container as a form: what most people change, each as it is typed. */
export interface ContainerForm {
	readonly image: string;
	readonly port: string;
	readonly env: readonly { readonly name: string; readonly value: string }[];
	/** One argument a line. */
	readonly args: string;
	/** A line for the shell; empty for no check. */
	readonly health: string;
	readonly healthInterval: string;
}

export const emptyForm: ContainerForm = { image: "", port: "", env: [], args: "", health: "", healthInterval: "5s" };

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";

/** Reads a manifest of one container into the form; what the form has no field for is kept by {@link withForm}. */
export function toForm(value: unknown): ContainerForm {
	if (!isFields(value)) return emptyForm;
	const check = isFields(value.health_check) ? value.health_check : {};
	const test = Array.isArray(check.test) ? check.test.filter(isText) : [];
	return {
		image: isText(value.image) ? value.image : "",
		port: isFields(value.ports) ? (Object.keys(value.ports)[0] ?? "").replace(/\/tcp$/, "") : "",
		env: isFields(value.env) ? Object.entries(value.env).map(([name, held]) => ({ name, value: String(held) })) : [],
		args: Array.isArray(value.args) ? value.args.filter(isText).join("\n") : "",
		health: test[0] === "CMD-SHELL" ? (test[1] ?? "") : test[0] === "CMD" ? test.slice(1).join(" ") : "",
		healthInterval: isText(check.interval) && parseDuration(check.interval) !== null ? check.interval : emptyForm.healthInterval,
	};
}

/** Writes the form into a manifest, leaving alone every field the form does not know. */
export function withForm(value: unknown, form: ContainerForm): Fields {
	const base = isFields(value) && !("services" in value) ? value : {};
	const env = form.env.filter(({ name }) => name !== "");
	const args = form.args.split("\n").filter((line) => line !== "");
	const ports = isFields(base.ports) ? Object.entries(base.ports).slice(1) : [];
	const spec = form.port.includes("/") ? form.port : `${form.port}/tcp`;
	const check = isFields(base.health_check) ? base.health_check : {};
	return compact({
		...base,
		image: form.image,
		ports: form.port === "" ? undefined : Object.fromEntries([[spec, { ingress: !spec.endsWith("/udp") }], ...ports]),
		env: env.length === 0 ? undefined : Object.fromEntries(env.map(({ name, value: held }) => [name, held])),
		args: args.length === 0 ? undefined : args,
		health_check: form.health === "" ? undefined : { ...check, test: ["CMD-SHELL", form.health], interval: form.healthInterval },
	});
}

const compact = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, held]) => held !== undefined));

const known: ReadonlySet<string> = new Set(["image", "ports", "env", "args", "health_check"]);

/** Fields of a manifest that the form has no control for. */
export const fieldsBeside = (value: unknown): readonly string[] =>
	isFields(value) ? Object.keys(value).filter((name) => !known.has(name)) : [];

/** A manifest as text, the way the editor writes it. */
export const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
