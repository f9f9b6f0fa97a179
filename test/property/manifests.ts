import type { Manifest, ProvisionInput } from "@berth/core";
import type { Wanted } from "./deed.ts";

const healthCheck = { health_check: { test: ["CMD", "check"] } };

/** `db` keeps data and has a port for itself, `web` does not and waits for it; an init goes before both where there is one. */
export const manifestOf = ({ web, db, init, stopFirst }: Wanted) => ({
	services: {
		...(init && { migrate: { image: init, role: "init" } }),
		db: { image: db, ports: { "5432/tcp": { stable: true } }, ...healthCheck },
		web: {
			image: web,
			ports: { "80/tcp": {} },
			depends_on: { db: { condition: "service_healthy" } },
			...(stopFirst && { update_order: "stop-first" }),
			...(/healthy/.test(web) && healthCheck),
		},
	},
});

export const itemsOf = ({ init, quantity }: Wanted): ProvisionInput["items"] => [
	...(init ? [{ service: "migrate", sku: "tiny", quantity: 1 }] : []),
	{ service: "db", sku: "disk", quantity: 1 },
	{ service: "web", sku: "tiny", quantity },
];

const images = ({ services }: Manifest): string[] => Object.values(services).map(({ image }) => image);

/** Whether each of its services comes up wherever nothing breaks. */
export const comesUp = (manifest: Manifest): boolean =>
	images(manifest).every((image) => !/exits-[1-9]|cannot-start|unhealthy/.test(image));

/** Whether one of its services comes up nowhere. */
export const isHopeless = (manifest: Manifest): boolean => images(manifest).some((image) => image.includes("cannot-start"));
