import { createLevelReader, isLineWanted, type LogLevel, type LogLevelChoice, type LogLine, logLevels, textTestOf } from "@berth/core";

/** What is asked of each line. */
export interface LogWish {
	readonly service?: readonly string[];
	readonly since?: Date;
	readonly until?: Date;
	readonly level?: LogLevel;
	readonly grep?: string;
}

/** A level, and those that are graver. */
export const levelsFrom = (level: LogLevel): readonly LogLevelChoice[] => logLevels.slice(logLevels.indexOf(level));

export const isFiltered = ({ since, until, level, grep }: LogWish): boolean =>
	since !== undefined || until !== undefined || level !== undefined || grep !== undefined;

/** The server's own rules, for lines that come one by one: nothing that is still to come can be searched. */
export function createLogFilter({ since, until, level, grep }: LogWish): (line: LogLine) => boolean {
	const query = {
		...(since === undefined ? {} : { since: since.toISOString() }),
		...(until === undefined ? {} : { until: until.toISOString() }),
		...(level === undefined ? {} : { levels: [...levelsFrom(level)] }),
	};
	const hasText = textTestOf(grep === undefined ? {} : { text: grep, regex: true }, (pattern) => {
		const compiled = new RegExp(pattern, "i");
		return (text) => compiled.test(text);
	});
	// What goes on with a line of before has its level, and each writer its own lines.
	const readers = new Map<string, (text: string) => LogLevel | null>();
	const levelOf = ({ service, instance, stream, text }: LogLine) => {
		const writer = `${service}-${instance}-${stream}`;
		const reader = readers.get(writer) ?? createLevelReader();
		readers.set(writer, reader);
		return reader(text);
	};
	return (line) => isLineWanted(query, line, levelOf(line)) && hasText(line.text);
}
