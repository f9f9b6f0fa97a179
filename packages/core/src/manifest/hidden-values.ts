import type { Manifest } from "./schema.ts";

/** What stands in place of a value that a reader may not see. No manifest may hold it: what was read that way would overwrite the value. */
export const HIDDEN_VALUE = "[hidden]";

/** The same manifest for somebody who may not see values of an environment: the names are there. */
export const withoutValues = (manifest: Manifest): Manifest => ({
	...manifest,
	services: Object.fromEntries(
		Object.entries(manifest.services).map(([name, service]) => [
			name,
			service.env === undefined
				? service
				: { ...service, env: Object.fromEntries(Object.keys(service.env).map((variable) => [variable, HIDDEN_VALUE])) },
		]),
	),
});
