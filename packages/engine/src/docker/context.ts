import type { Background } from "./background.ts";
import type { Daemon } from "./daemon.ts";
import type { Limits } from "./limits.ts";
import type { LogMeter } from "./log-meter.ts";

/** Where the engine writes what it met. Fields are data, the message is constant. */
export interface EngineLog {
	debug(fields: object, message: string): void;
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

/** What every group of the engine stands on. */
export interface Context {
	readonly daemon: Daemon;
	readonly limits: Limits;
	readonly installation: string;
	/** What spec hashes are made with. */
	readonly hashKey: string;
	readonly publishIp: string;
	readonly log: EngineLog;
	readonly background: Background;
	readonly logMeter: LogMeter;
	/** Fires when the engine closes: ends every call and stream. */
	readonly closing: AbortSignal;
	/** Fires at the very end of closing: ends work that must not be left half done. */
	readonly closed: AbortSignal;
	/** The daemon for such work: it outlives `closing`. */
	readonly lastingDaemon: Daemon;
}
