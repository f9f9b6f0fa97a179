/** What the host shall be checked for beyond what can be seen without being told. What is absent is not checked. */
export interface PreflightOptions {
	/** Directory of ours whose files containers shall see; absolute. */
	readonly dataDirectory?: string;
	/** An image for checks that need a container. Nothing of it is ever run, so any will do. */
	readonly probeImage?: string;
	/** An image with BusyBox (sh, nc, httpd) that is run to see whether tenants' networks are apart. */
	readonly isolationImage?: string;
	/** Registries that pulls go to, as in image references; `docker.io`, or a host with its port. */
	readonly registries?: readonly string[];
	readonly ingress?: IngressExpectation;
	/** Ports of the host that containers are given for their own; both ends are in it. */
	readonly hostPorts?: { readonly first: number; readonly last: number };
	/** Who may own things on this host; without it nothing can be called an orphan. */
	known?(signal: AbortSignal): Promise<{ readonly leaseIds: ReadonlySet<string>; readonly tenantIds: ReadonlySet<string> }>;
}

export interface IngressExpectation {
	/** The label, with its value, by which the proxy's container is found. Default: that of Traefik's own image. */
	readonly label?: string;
	/** Ports of the host that the proxy alone may hold. */
	readonly publicPorts: readonly number[];
	/** Where it answers `/ping` inside its network. Default 8080, as Traefik does. */
	readonly pingPort?: number;
}
