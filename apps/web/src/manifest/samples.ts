import { isAppError, parseImageReference } from "@berth/core";

const PUBLIC_SAMPLE = "docker.io/library/busybox:1.37";

/** The registry part of images that exist on the host alone. */
const LOCAL = "localhost";

function domainOf(image: string): string | null {
	try {
		return parseImageReference(image).domain;
	} catch (err) {
		if (isAppError(err)) return null;
		throw err;
	}
}

/**
 * An image that a sample can be made of here: one that this host has shown to have and that needs no registry, else a small
 * public one; null when neither is allowed.
 */
export function sampleImage(allowedRegistries: readonly string[], known: readonly string[] = []): string | null {
	const local = allowedRegistries.includes(LOCAL) ? known.find((image) => domainOf(image) === LOCAL) : undefined;
	return local ?? (allowedRegistries.includes("docker.io") ? PUBLIC_SAMPLE : null);
}

// The image's own files cannot be written to; what the sample serves stands in memory.
const serve = (words: string, port: number) => ({
	command: ["sh", "-c", `echo '${words}' > /www/index.html && exec httpd -f -v -p ${port} -h /www`],
	tmpfs: ["/www"],
});
const check = (port: number) => ({
	test: ["CMD", "wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${port}/`],
	interval: "1s",
	timeout: "5s",
	retries: 10,
});

/** One container that serves a page. */
export const sampleContainer = (image: string) => ({
	image,
	...serve("It runs.", 8080),
	ports: { "8080/tcp": { ingress: true } },
	health_check: check(8080),
});

/** Two services, one of which waits until the other is healthy. */
export const sampleStack = (image: string) => ({
	services: {
		web: {
			image,
			...serve("It runs, and api runs behind it.", 8080),
			ports: { "8080/tcp": { ingress: true } },
			health_check: check(8080),
			depends_on: { api: { condition: "service_healthy" } },
		},
		api: { image, ...serve("api", 8081), health_check: check(8081) },
	},
});
