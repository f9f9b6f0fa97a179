import type { IncomingMessage } from "node:http";
import { AppError, EXEC_FRAME_BYTES_MAX, EXEC_PROTOCOL, toAppError } from "@berth/core";
import type { ExecTicketRecord } from "@berth/db";
import type { Caller, Log } from "@berth/lease";
import { WebSocketServer } from "ws";
import { clientAddressOf } from "../http/client-address.ts";
import { isOwnOrigin } from "../http/origin.ts";
import { requestIdOf } from "../http/request-id.ts";
import { createSocketContext } from "../http/socket-context.ts";
import type { StreamCounter } from "../http/stream-counter.ts";
import { refuseUpgrade, toHeaders, type Upgrades } from "../http/upgrade-request.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { admitAnyone, admitLease } from "../trpc/admission.ts";
import { withAudit } from "../trpc/audit-of.ts";
import type { Context } from "../trpc/context.ts";
import type { Services } from "../trpc/services.ts";
import { holderOf, ticketAmong } from "./exec-tickets.ts";
import { notOurs, serveSession } from "./serve-session.ts";

/** As the audit log tells of a session's begin and its end. */
const EXEC_OP = "exec.session";

export interface ExecSocketOptions {
	readonly publicUrl: string;
	readonly trustProxy: boolean;
	readonly services: Services;
	readonly openStream: StreamCounter;
	readonly metrics: Metrics;
	readonly log: Log;
}

interface Admitted {
	readonly ticket: ExecTicketRecord;
	readonly caller: Caller;
	readonly mayStill: () => Promise<unknown>;
}

/**
 * Sessions in containers, one WebSocket each. Who may have one is known before the upgrade: the page must be ours, the caller the one
 * who asked for the ticket, and the ticket unused.
 */
export function createExecSocket(options: ExecSocketOptions): Upgrades {
	const { services, metrics, log } = options;
	const wss = new WebSocketServer({
		noServer: true,
		maxPayload: EXEC_FRAME_BYTES_MAX,
		perMessageDeflate: false,
		// The ticket is told to nobody again.
		handleProtocols: () => EXEC_PROTOCOL,
	});

	const contextOf = (req: IncomingMessage) => {
		const headers = toHeaders(req);
		return createSocketContext({
			req,
			headers,
			address: clientAddressOf(req, options.trustProxy),
			requestId: requestIdOf(headers.get("x-request-id")),
			services,
			openStream: options.openStream,
			backlog: { drained: async () => undefined },
			log,
		});
	};

	async function admit(req: IncomingMessage, context: Context): Promise<Admitted> {
		if (!isOwnOrigin(req.headers.origin, options.publicUrl)) throw new AppError("FORBIDDEN");
		const { principal } = await admitAnyone(context);
		const secret = ticketAmong(context.headers.get("sec-websocket-protocol"));
		const ticket = secret === null ? null : await services.execTickets.take(secret);
		if (ticket === null || ticket.holder !== holderOf(principal)) throw notOurs();
		const acting: Context = { ...context, tenantWanted: () => ticket.tenantWanted };
		const mayStill = () => admitLease(acting, "exec", ticket.leaseId);
		const { caller } = withAudit(context, EXEC_OP, await mayStill());
		return { ticket, caller, mayStill };
	}

	return {
		upgrade(req, socket, head) {
			const startedMs = performance.now();
			const context = contextOf(req);
			const hangUp = () => socket.destroy();
			socket.once("error", hangUp);
			admit(req, context)
				.then(({ ticket, caller, mayStill }) => {
					if (socket.destroyed) return;
					socket.off("error", hangUp);
					const { leaseId, service, index, argv, size } = ticket;
					context.note({ leaseId });
					const wish = { leaseId, service, index, size, ...(argv && { argv: [...argv] }) };
					wss.handleUpgrade(req, socket, head, (client) => {
						metrics.sockets.inc();
						client.once("close", (status) => {
							metrics.sockets.dec();
							context.closed(status, Math.round(performance.now() - startedMs));
						});
						void serveSession(client, (gone) => services.exec.open(caller, wish, mayStill, gone)).then((code) => {
							if (code !== null) log.debug({ op: "exec", ok: false, code, leaseId }, "handled");
						});
					});
				})
				.catch((err: unknown) => {
					const { code } = toAppError(err);
					metrics.socketsEnded.inc({ why: code });
					context.failed("exec", toAppError(err));
					refuseUpgrade(socket, code);
				});
		},

		async close(withinMs) {
			const gone = [...wss.clients].map((client) => new Promise<void>((resolve) => client.once("close", () => resolve())));
			const timer = setTimeout(() => {
				for (const client of wss.clients) client.terminate();
			}, withinMs);
			// Each hears how its session ended, and closes then.
			await Promise.all([services.exec.close(), ...gone]);
			clearTimeout(timer);
			wss.close();
		},
	};
}
