import { asError, isAppError } from "@berth/core";
import type { Context } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import type { LogEnd } from "./log-end.ts";
import { followContainer } from "./log-follow.ts";
import type { CountedLine, LogPosition } from "./log-position.ts";
import type { Mailbox } from "./mailbox.ts";

export type LogReader = Mailbox<CountedLine | LogEnd>;

/** One followed container: one request to the daemon however many read, none when nobody does. */
export interface LogHub {
	/** True when lines flow to this reader from now on; false when nobody follows yet. */
	attach(reader: LogReader): boolean;
	/** Begins to follow from a reader's position, with this reader. */
	begin(reader: LogReader, position: LogPosition): void;
	detach(reader: LogReader): void;
}

export interface LogHubs {
	of(id: string): LogHub;
	/** How many containers are followed now. */
	followers(): number;
}

export function createLogHubs(context: Context, events: EventHub): LogHubs {
	const running = new Map<string, { readonly readers: Set<LogReader>; readonly controller: AbortController }>();

	const follow = (id: string, position: LogPosition, first: LogReader) => {
		const readers = new Set([first]);
		const controller = new AbortController();
		const entry = { readers, controller };
		running.set(id, entry);
		const tell = (message: CountedLine | LogEnd) => {
			for (const reader of readers) reader.push(message);
		};
		void context.background.own(
			followContainer({ context, events, id, position }, tell, controller.signal)
				.catch((error: unknown) => {
					if (!isAppError(error, "ABORTED"))
						context.log.error({ container: id, error: asError(error) }, "a container's log could not be followed");
					return { kind: "end", why: "gone" } as const;
				})
				.then((end) => {
					if (running.get(id) === entry) running.delete(id);
					tell(end);
				}),
		);
	};

	return {
		followers: () => running.size,
		of: (id) => ({
			attach(reader) {
				running.get(id)?.readers.add(reader);
				return running.has(id);
			},
			begin(reader, position) {
				follow(id, position.fork(), reader);
			},
			detach(reader) {
				const entry = running.get(id);
				if (!entry?.readers.delete(reader) || entry.readers.size > 0) return;
				running.delete(id);
				entry.controller.abort();
			},
		}),
	};
}
