/** What makes one instance of a service reachable through the reverse proxy of the host. It becomes labels that Traefik reads. */
export interface IngressSpec {
	/** How many instances the service has; the address of the only one bears no number. */
	readonly quantity: number;
	/** The container's port that the proxy speaks HTTP to. */
	readonly port: number;
	/** Every generated address is one label below it. */
	readonly wildcardDomain: string;
	/** The proxy's entry point, for example `websecure`. */
	readonly entrypoint: string;
	/** The tenant's own name; one that is not valid gets no route and hinders nothing else. */
	readonly customDomain?: {
		readonly domain: string;
		readonly certResolver: string;
		/** In the order in which they see a request. */
		readonly middlewares: readonly string[];
	};
}
