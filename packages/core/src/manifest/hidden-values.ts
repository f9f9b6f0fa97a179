import { HIDDEN_VALUE, type Manifest } from "./schema.ts";

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
