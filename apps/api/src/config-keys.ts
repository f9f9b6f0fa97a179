import { durationSchema, memberRoles } from "@berth/core";
import { z } from "zod";
import {
	absolutePath,
	boolean,
	builders,
	bytes,
	count,
	daemonAddress,
	headerList,
	hidden,
	hostName,
	httpUrl,
	list,
	names,
	pairs,
	percent,
	plainName,
	plainUrl,
	portRange,
	ports,
	registries,
	resolvers,
	share,
	text,
} from "./config-schemas.ts";
import { registryCredentials } from "./registry-credentials.ts";

/** One environment variable: how it is read and what it does. A `default` is text, as one would write it. */
export interface Key<T> {
	readonly schema: z.ZodType<T, string>;
	readonly description: string;
	readonly default: string | null;
	readonly required: boolean;
	readonly secret: boolean;
}

const required = <T>(schema: z.ZodType<T, string>, description: string): Key<T> => ({
	schema,
	description,
	default: null,
	required: true,
	secret: false,
});
const defaulted = <T>(schema: z.ZodType<T, string>, text: string, description: string): Key<T> => ({
	schema,
	description,
	default: text,
	required: false,
	secret: false,
});
const optional = <T>(schema: z.ZodType<T, string>, description: string): Key<T | null> => ({
	schema,
	description,
	default: null,
	required: false,
	secret: false,
});
const secret = <T>(key: Key<T>): Key<T> => ({ ...key, secret: true });

/** Every variable the service reads. `.env.example` and the reference are generated from this table. */
export const keys = {
	ROLE: defaulted(
		z.enum(["all", "api", "agent"], { error: "must be all, api or agent" }),
		"all",
		"What this process does: all of it; api serves people and programs and touches no container; agent works the host's leases and serves its health and metrics alone.",
	),
	DATABASE_URL: secret(required(hidden(1), "Postgres 15 to 18, as postgres://user:password@host:port/name.")),
	DATABASE_POOL_MAX: defaulted(count(2, 200), "10", "Connections held at most. Too few: requests wait. Too many: Postgres refuses others."),
	DATABASE_STATEMENT_TIMEOUT: defaulted(durationSchema, "15s", "A statement that takes longer is given up."),

	HOST: defaulted(text, "127.0.0.1", "Address to listen on. Put a TLS proxy in front before listening beyond this machine."),
	PORT: defaulted(count(0, 65_535), "4280", "The one public port; 0 takes a free one."),
	PUBLIC_URL: optional(
		httpUrl,
		"Where browsers reach Berth. Sign-in links begin with it, cookies are Secure when it is https, and sockets of another origin are refused. http://localhost:PORT when absent.",
	),
	WEB_URL: optional(plainUrl, "Where the dashboard's own server listens; pages are forwarded to it. Without it only the API answers."),
	TRUST_PROXY: defaulted(
		boolean,
		"false",
		"Whether the client's address is read from X-Forwarded-For. Only behind a proxy that sets it: else anybody may pretend to be anybody.",
	),
	BODY_BYTES_MAX: defaulted(bytes, "256KiB", "A larger request body is refused before it is read."),
	REQUEST_TIMEOUT: defaulted(durationSchema, "30s", "A request that takes longer is given up. Streams are exempt."),
	DRAIN_TIMEOUT: defaulted(durationSchema, "8s", "How long requests and work may finish at shutdown before they are aborted."),

	AUTH_SECRET: secret(
		required(
			hidden(32),
			"Signs sessions, and callbacks unless CALLBACK_SECRET is set. At least 32 characters; changing it signs everybody out.",
		),
	),
	SESSION_TTL: defaulted(durationSchema, "30d", "How long a sign-in lasts."),
	EXEC_IDLE_TIME: defaulted(durationSchema, "15m", "A terminal at which nothing is typed for so long is closed."),
	EXEC_TIME_MAX: defaulted(durationSchema, "8h", "How long a session in a container may last at most."),
	EXEC_LEASE_SESSIONS_MAX: defaulted(count(0, 1_000), "5", "Sessions in the containers of one lease at a time; 0 lets nobody in."),
	EXEC_TENANT_SESSIONS_MAX: defaulted(count(0, 10_000), "20", "The same for all leases of a tenant."),
	EXEC_SESSIONS_MAX: defaulted(count(0, 10_000), "200", "The same for all there are in this process."),

	ADMIN_LINK_TTL: defaulted(durationSchema, "15m", "How long the printed sign-in link of the admin works."),
	INVITE_LINK_TTL: defaulted(durationSchema, "7d", "How long the sign-in link of an invited member works."),
	ADMIN_EMAIL: defaulted(
		z.email({ error: "must be an e-mail address" }),
		"admin@localhost.local",
		"The admin that the first sign-in link makes.",
	),

	REQUIRE_ADMIN_2FA: defaulted(
		boolean,
		"false",
		"Whether an admin without a second factor is an admin in nothing but name: they get the rights once they have set one up on their account page.",
	),
	OIDC_ISSUER: optional(
		httpUrl,
		"An OpenID Connect provider that people may sign in at, as https://issuer without /.well-known. It sends them back to PUBLIC_URL/api/auth/callback/oidc. None when absent.",
	),
	OIDC_CLIENT_ID: optional(text, "What that provider calls this installation."),
	OIDC_CLIENT_SECRET: secret(optional(hidden(1), "What proves to that provider that it is this installation who asks.")),
	OIDC_NAME: defaulted(text, "single sign-on", "What the provider is called on the sign-in page."),
	OIDC_EMAIL_DOMAINS: defaulted(
		list,
		"",
		"Domains, separated by commas, of which an address must be that the provider may name; any when empty.",
	),
	OIDC_NEW_TENANT: optional(
		text,
		"The tenant, by name, that somebody joins whom the provider names and who has no account here. Without it nobody new gets in: only addresses that have an account.",
	),
	OIDC_NEW_ROLE: defaulted(z.enum(memberRoles, { error: "must be owner, member or viewer" }), "viewer", "The role they have there."),

	CALLS_PER_CALLER: defaulted(
		count(0, 100_000_000),
		"12000",
		"Calls a minute that one key or one person may make of this process; 0 for any number. Too few: a page or a program of a busy tenant waits. Too many: one of them can keep the database busy.",
	),
	CALLS_PER_TENANT: defaulted(
		count(0, 100_000_000),
		"30000",
		"Calls a minute that all together may make for one tenant of this process; 0 for any number.",
	),
	BAD_KEYS_PER_ADDRESS: defaulted(
		count(0, 1_000_000),
		"60",
		"API keys that are no good, a minute, after which an address must wait; keys that were good there go on. 0 for any number.",
	),

	DOCKER_HOST: defaulted(daemonAddress, "unix:///var/run/docker.sock", "The container engine: unix:///path or tcp://host:port."),
	NODE_NAME: optional(
		z.string().regex(/^[\w.-]{1,63}$/, { error: "1 to 63 letters, digits, dots, dashes and underscores" }),
		"Names this host in the database; the host's own name when absent. A new name is a new node.",
	),
	NODE_CPU_MILLIS: optional(count(1, 10_000_000), "Thousandths of a core to lease out; all the host has when absent."),
	NODE_MEMORY: optional(bytes, "Memory to lease out; what the host has less NODE_MEMORY_RESERVE when absent."),
	NODE_MEMORY_RESERVE: defaulted(bytes, "512MiB", "Memory kept back for the host itself. Too little: the host swaps or kills when full."),
	NODE_DISK: optional(
		bytes,
		"Disk to lease out; nine tenths of the disk of VOLUME_ROOT when absent, of the engine's data disk without one.",
	),
	HOST_PORTS: optional(
		portRange,
		"Ports of this host, as 30000-30999, that tenants may have for themselves: a port that a manifest calls stable. None when absent. Nothing else may use them; best below what net.ipv4.ip_local_port_range begins with. Ports that leases have stay theirs when it is changed.",
	),
	PUBLIC_HOST: defaulted(
		text,
		"127.0.0.1",
		"Where tenants' published ports answer. Best another name than PUBLIC_URL's: browsers send cookies to every port of a name.",
	),
	PUBLISH_ADDRESS: defaulted(
		z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address" }),
		"127.0.0.1",
		"Address of this host on which tenants' ports are published; 0.0.0.0 for all.",
	),
	METADATA_GUARD: defaulted(
		z.enum(["off", "check", "require"], { error: "must be off, check or require" }),
		"check",
		"Whether tenants' containers are kept from the cloud's metadata addresses by the host's firewall: off, check (set the rules, go on without them) or require (start nothing without them, nor once a container of PREFLIGHT_IMAGE got through).",
	),
	PREFLIGHT_IMAGE: optional(
		text,
		"Image with BusyBox, such as docker.io/library/busybox:1, with which the checks try whether tenants' networks are apart, whether the cloud's metadata can be reached from a container, and whether images can be had; not tried when absent.",
	),
	VOLUME_ROOT: optional(
		absolutePath,
		"Directory of the leases' volumes, on the engine's host: absolute, and empty before its first use. Without it sizes with a disk cannot be leased. ./scripts/up takes .berth/volumes when it is absent.",
	),
	VOLUME_DRIVER: defaulted(
		z.enum(["auto", "btrfs", "xfs", "zfs", "loop", "plain"], { error: "must be auto, btrfs, xfs, zfs, loop or plain" }),
		"auto",
		"What holds the limits of volumes: auto (what the file system can, else loop), btrfs, xfs, zfs, loop, or plain, which holds none. It stands with the first volume.",
	),

	INGRESS_DOMAIN: optional(
		hostName,
		"Wildcard domain below which every service with a TCP port gets a name; the names lead to a Traefik on this host. Without it nothing is routed.",
	),
	INGRESS_ENTRYPOINT: defaulted(plainName, "websecure", "Traefik's entry point for TLS."),
	INGRESS_CERT_RESOLVER: defaulted(plainName, "http01", "Traefik's certificate resolver for tenants' own domains."),
	INGRESS_MIDDLEWARES: defaulted(
		names,
		"security-headers@file",
		"Traefik's middlewares for tenants' own domains, in order, separated by commas; one that Traefik does not know breaks their routes.",
	),
	INGRESS_DNS_CHECK: defaulted(boolean, "true", "Whether a tenant's own domain is routed only once INGRESS_DNS_RESOLVERS know it."),
	INGRESS_DNS_RESOLVERS: defaulted(
		resolvers,
		"1.1.1.1:53,8.8.8.8:53,9.9.9.9:53",
		"Name servers that are asked for a tenant's own domain before it is routed: IP addresses, with ports or without, separated by commas.",
	),
	INGRESS_DNS_QUORUM: defaulted(count(0, 32), "0", "How many of them must know the domain; 0 for more than half."),
	INGRESS_PORTS: defaulted(ports, "80,443", "Ports of this host that Traefik alone may hold, for the checks."),
	INGRESS_PROXY_LABEL: defaulted(
		z.string().regex(/^[^\s=]+(=\S+)?$/, { error: "must be a label, or one with =value behind it" }),
		"org.opencontainers.image.title=Traefik",
		"Label by which the checks find Traefik's container.",
	),
	INGRESS_PING_PORT: defaulted(count(1, 65_535), "8080", "Port inside its network on which Traefik answers /ping, for the checks."),

	NODE_CLAIM_TIME: optional(
		durationSchema,
		"How long this process holds its node without a sign of life. Shorter: a busy process loses it. Longer: a successor waits.",
	),
	SETTLE_TIME: optional(durationSchema, "How long a container without a health check must run to count as ready."),
	LANE_WORKERS: defaulted(
		count(1, 256),
		"8",
		"Leases that the engine works on at once; waiting for an image or for a program to be ready counts for none. Eight keep the daemon of a host with a few cores busy. More: it makes them wait instead, and takes no turns. Fewer: a container that is slow to stop holds up others.",
	),
	LANE_PER_TENANT: defaulted(
		count(1, 256),
		"4",
		"Of those, how many one tenant has for certain. Beyond, it gets what nobody else waits for, but never the last one. More: a busy tenant is felt by others. Fewer: a stack of many leases comes up slower on a busy host.",
	),
	LANE_CLOSING: defaulted(
		count(0, 255),
		"1",
		"Of those, how many only closing may use, so that what frees room never waits for what needs it.",
	),
	PULLS_AT_ONCE: defaulted(
		count(1, 64),
		"3",
		"Images pulled at once, one of them kept for a tenant that pulls none. More: they share one line and one disk, and all of them end late. Fewer: a slow registry holds up the others.",
	),
	SWEEP_INTERVAL: defaulted(
		durationSchema,
		"1m",
		"Between looks for leases whose term is over and for data whose grace is. Shorter: more questions to the database. Longer: both live on for longer.",
	),
	USAGE_INTERVAL: defaulted(
		durationSchema,
		"15s",
		"Between two readings of what each container uses, for the history. Shorter: more of the processor. Longer: what a container did before its end is lost.",
	),
	USAGE_MINUTES_KEPT: defaulted(
		durationSchema,
		"7d",
		"How long use is kept by the minute: some 64 MiB of the database for each day of 200 leases of one service.",
	),
	USAGE_HOURS_KEPT: defaulted(durationSchema, "400d", "How long use is kept by the hour, for whoever bills: a sixtieth of that."),
	WATCH_CPU_BUDGET: defaulted(
		percent,
		"1%",
		"What reading containers and following logs may take of one core. Beyond it, containers are read more rarely, up to eight times; the fleet page says so.",
	),
	EXPIRY_NOTICE: defaulted(
		durationSchema,
		"1d",
		"How long before the end of its term a lease's log says so. Too short: nobody reads it in time to renew.",
	),
	RETENTION_NOTICE: defaulted(
		durationSchema,
		"1d",
		"How long before retained data goes webhooks are told. Too short: nobody brings it back in time.",
	),

	ALLOWED_REGISTRIES: defaulted(
		registries,
		"docker.io",
		"Registries whose images may be leased, by the names that image references have, with ports, separated by commas.",
	),
	REGISTRY_CREDENTIALS: secret(
		optional(
			registryCredentials,
			'Logins of this host at registries, as the JSON that docker login writes: {"auths": {"ghcr.io": {"username": …, "password": …}}}. Every tenant\'s pulls use them.',
		),
	),
	IMAGE_BUILDS: defaulted(
		builders,
		"off",
		"Who may build images on this node: off, all, or tenants by name or id, separated by commas. The steps of a build run as root with the container engine's default rights, so it is for whom you trust that far.",
	),
	BUILD_NETWORK: defaulted(
		boolean,
		"false",
		"Whether the steps of a build have a network, and bases that are not here are pulled. Without it a build has what is in its context and in images that are here.",
	),
	BUILD_CONTEXT_MAX: defaulted(bytes, "256MiB", "A larger context is refused while it comes. It waits on the disk of TMPDIR."),
	BUILD_MEMORY: defaulted(bytes, "1GiB", "Memory of each step of a build."),
	BUILD_CPU_MILLIS: defaulted(count(10, 1_000_000), "1000", "Thousandths of a core that each step of a build has."),
	BUILD_PIDS_MAX: defaulted(count(1, 100_000), "512", "Processes of each step of a build."),
	BUILD_TIMEOUT: defaulted(durationSchema, "15m", "A build that takes longer is given up, and what it made is removed."),
	BUILDS_AT_ONCE: defaulted(
		count(1, 64),
		"1",
		"Builds at once on this node. More: they share the processor with every lease. Fewer: others wait.",
	),
	BUILDS_WAITING_MAX: defaulted(
		count(0, 1_000),
		"8",
		"Builds that may wait for their turn, half of them of one tenant; who comes when there are as many is told so.",
	),
	BUILT_IMAGES_MAX: defaulted(
		count(1, 10_000),
		"20",
		"Built images of a tenant, replaced ones counted while releases name them. More: more of the engine's disk.",
	),
	BUILT_BYTES_MAX: defaulted(bytes, "10GiB", "What they may weigh together, each with the layers it shares with others."),
	RETENTION_GRACE: defaulted(
		durationSchema,
		"7d",
		"How long the data of a closed lease is kept and can be brought back. It holds its room on the disk for as long.",
	),
	CLOSE_DATA: defaulted(
		z.enum(["retain", "destroy"], { error: "must be retain or destroy" }),
		"retain",
		"What becomes of a lease's data when it is closed without a word about it: retain (for RETENTION_GRACE) or destroy.",
	),
	RETAINED_BYTES_MAX: optional(
		bytes,
		"Disk of this node that the data of closed leases may hold; no limit but NODE_DISK when absent. What would exceed it is not retained: it is destroyed at the close, and the log, the callback and retention_capped_total say so.",
	),
	RELEASES_KEPT: defaulted(
		durationSchema,
		"90d",
		"How long releases are remembered that do not run; the last ten of every lease are whatever their age, and those that run. Shorter: less to roll back to. Longer: more rows.",
	),
	EVENTS_KEPT: defaulted(durationSchema, "30d", "How long the logs of leases go back. They are the most rows of all."),
	OPERATIONS_KEPT: defaulted(
		durationSchema,
		"90d",
		"How long operations that are over are remembered, with the callbacks that told of them; the last one of every lease always is. An idempotency key is known for as long.",
	),
	DIAGNOSTICS_KEPT: defaulted(durationSchema, "30d", "How long the last lines and the words of the engine of what failed are kept."),
	AUDIT_KEPT: defaulted(durationSchema, "365d", "How long it is remembered who asked for what. Longer: more rows, of some 600 bytes each."),
	WEBHOOK_DELIVERIES_KEPT: defaulted(
		durationSchema,
		"30d",
		"How long it is remembered what webhooks were told and how that went, and for how long it can be sent again.",
	),
	COMMAND_SPACING: defaulted(
		durationSchema,
		"400ms",
		"Between two requests to stop, start, restart or change one lease; a sooner one is told how long to wait. 0s: no such brake.",
	),
	CALLBACK_SECRET: secret(
		optional(hidden(32), "Signs callbacks, with a key of its own for each tenant. Derived from AUTH_SECRET when absent."),
	),
	ALLOW_PRIVATE_CALLBACKS: defaulted(
		boolean,
		"false",
		"Whether callbacks may go to private, loopback and link-local addresses. Dangerous where tenants are not trusted: they could reach what only this host can.",
	),
	CALLBACK_TIMEOUT: defaulted(durationSchema, "10s", "A callback that is not answered within this is tried again later."),

	BACKUP_MARKER: optional(
		absolutePath,
		"A file that whatever makes your backups touches when one has succeeded; the checks read how old it is.",
	),
	BACKUP_AGE_MAX: defaulted(durationSchema, "26h", "How old the last backup may be before the checks warn."),

	OTEL_EXPORTER_OTLP_ENDPOINT: optional(
		httpUrl,
		"Collector of traces (OTLP over HTTP), without the path: http://127.0.0.1:4318. Without it there are no traces, and nothing for them is loaded.",
	),
	OTEL_EXPORTER_OTLP_HEADERS: secret(
		optional(headerList, "Headers that the collector wants, as name=value, separated by commas; values percent-encoded."),
	),
	OTEL_SERVICE_NAME: defaulted(text, "berth", "What this service is called in traces."),
	OTEL_TRACES_SAMPLER_ARG: defaulted(
		share,
		"1",
		"Share of traces that is kept, from 0 to 1; the same ones in every process. More: a busy installation sends a lot.",
	),

	WIRE_SECRET: secret(
		optional(
			hidden(32),
			"Turns the backend protocol on, by which a control plane leases here: signs its requests and what is called back. At least 32 characters, the same at both ends.",
		),
	),
	WIRE_SECRET_BEFORE: secret(
		optional(
			hidden(32),
			"The secret of before, with which requests are taken too while the other end still has it. Take it away afterwards.",
		),
	),
	WIRE_HOST: defaulted(text, "127.0.0.1", "Address on which the backend protocol listens."),
	WIRE_PORT: defaulted(count(0, 65_535), "9001", "Its own port; 0 takes a free one."),
	WIRE_NAME: optional(plainName, "What callbacks of the backend protocol call this backend; NODE_NAME when absent."),
	WIRE_BODY_BYTES_MAX: defaulted(
		bytes,
		"2MiB",
		"A larger request of the backend protocol is refused; 0 is as if it were not set. Smaller than 1.5MiB refuses manifests that its client takes.",
	),
	WIRE_SKUS: defaulted(
		pairs,
		"",
		"What sizes are called in the backend protocol, as <their id>=<our name>, separated by commas. Sizes are known there by their own names and ids as well.",
	),
	WIRE_TENANTS: defaulted(
		z.enum(["create", "known"], { error: "must be create or known" }),
		"create",
		"Tenants of the backend protocol that are not known: create makes them, without limits; known refuses them.",
	),
	WIRE_DEPROVISION_WAIT: defaulted(
		durationSchema,
		"25s",
		"How long a deprovision of the backend protocol waits for its end before it answers that it is under way. Longer than its client waits: the client hears nothing.",
	),
	WIRE_TLS_CERT: optional(
		absolutePath,
		"Certificates of the backend protocol's port, PEM, its own first. With WIRE_TLS_KEY it speaks TLS 1.3 alone.",
	),
	WIRE_TLS_KEY: optional(absolutePath, "The key of WIRE_TLS_CERT, PEM."),
	WIRE_TLS_CLIENT_CA: optional(
		absolutePath,
		"Who must have signed the certificates of the backend protocol's clients, PEM; without it none is asked for.",
	),
	WIRE_TLS_CLIENT_NAMES: defaulted(
		list,
		"",
		"Names, separated by commas, of which a client's certificate must have one as its common name or DNS name; any certificate will do when empty.",
	),
	WIRE_PRODUCTION: defaulted(boolean, "false", "Whether the backend protocol is refused without TLS: the service does not start then."),

	METRICS_TOKEN: secret(optional(hidden(16), "Bearer token of /metrics. Without it only this machine may read them.")),
	LOG_LEVEL: defaulted(z.enum(["debug", "info", "warn", "error", "silent"]), "info", "debug, info, warn, error or silent."),
} as const;
