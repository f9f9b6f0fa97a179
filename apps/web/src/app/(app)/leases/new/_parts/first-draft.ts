import { emptyForm, toText, withForm } from "@/manifest/container-form.ts";
import { sampleContainer, sampleStack } from "@/manifest/samples.ts";
import { type Draft, nameFromImage } from "./draft.ts";

interface Asked {
	get(name: string): string | null;
}

/** How the form begins: as its address asks, else with one empty container of the smallest size. */
export function firstDraft(asked: Asked, skus: readonly { readonly name: string }[], sample: string | null): Draft {
	const image = asked.get("image") ?? "";
	const wanted = asked.get("sample");
	const isStack = asked.get("shape") === "stack" || wanted === "stack";
	const placeholder = sample ?? "registry.example.net/name:tag";
	const container = wanted === "container" && sample !== null ? sampleContainer(sample) : withForm({}, { ...emptyForm, image });
	return {
		name: wanted === "container" ? "hello" : wanted === "stack" ? "hello-stack" : nameFromImage(image),
		shape: asked.get("shape") === "compose" ? "compose" : isStack ? "stack" : "container",
		texts: { container: toText(container), stack: toText(sampleStack(placeholder)), compose: "" },
		compose: { text: "", accept: [] },
		sku: skus.find(({ name }) => name === asked.get("sku"))?.name ?? skus[0]?.name ?? "",
		sizes: {},
	};
}
