import type { Clock, TenantId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Caller, LeaseService } from "@berth/lease";
import type { HealthRoutes } from "../http/health-routes.ts";
import type { WireSettings } from "./wire-settings.ts";

/** What the routes of the backend protocol stand on. */
export interface WireContext {
	readonly settings: WireSettings;
	readonly stores: Pick<Stores, "backend" | "catalog" | "leases" | "nodes" | "operations" | "reader" | "retentions">;
	/** Without the brake between two commands: it is there for people, and the protocol has no word for it. */
	readonly leases: LeaseService;
	readonly engine: Pick<Engine, "volumes">;
	/** The node whose volumes the engine shows. */
	readonly nodeName: string;
	readonly clock: Clock;
	readonly health: HealthRoutes;
	readonly ingressDomain: string | null;
	/** Where tenants' ports answer, and on which address of the host they are published. */
	readonly publicHost: string;
	readonly publishAddress: string;
	/** Which request this is; absent of what is begun by none. */
	readonly asked?: { readonly action: string; readonly requestId: string; readonly address: string | null };
}

/** A request whose signature was found right. */
export interface WireRequest {
	/** What stands in the path in place of a name. */
	readonly name: string;
	readonly query: URLSearchParams;
	readonly body: Uint8Array;
	/** Fires when the service ends: a client that goes away leaves its request to be done. */
	readonly signal: AbortSignal;
}

export interface WireAnswer {
	readonly status: number;
	/** Sent as JSON; nothing is sent when absent. */
	readonly body?: unknown;
}

export type WireHandler = (context: WireContext, request: WireRequest) => Promise<WireAnswer>;

/** The client, acting for a tenant. */
export const callerOf = ({ settings, asked }: Pick<WireContext, "settings" | "asked">, tenantId: TenantId): Caller => {
	const label = `backend:${settings.name}`;
	return {
		label,
		scope: { tenantId },
		seesValues: true,
		...(asked && { audit: { actor: label, userId: null, keyId: null, tenantId, ...asked } }),
	};
};
