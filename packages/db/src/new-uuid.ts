/** Milliseconds of the statement's time, and the parts of one. */
const ms = "(extract(epoch from statement_timestamp()) * 1000)";

/**
 * The SQL of a new UUIDv7 whose time is the statement's, so that ids and times of a table are in one order: a random one, with the
 * milliseconds written over its first 48 bits, the version over the next four, and 4096ths of a millisecond over the twelve behind
 * them, which keeps what comes soon after another behind it.
 *
 * Source  RFC 9562 sections 5.7 and 6.2 (method 3). The function of that name is in PostgreSQL 18 alone.
 */
export const newUuid = `
	encode(overlay(
		uuid_send(gen_random_uuid()) placing int8send((floor(${ms})::bigint << 16) | 28672 | floor(mod(${ms}, 1) * 4096)::bigint)
		from 1 for 8
	), 'hex')::uuid`;

/** The least of all ids of a moment: what is not below it was made then or later. */
export const leastUuidOf = (at: Date): string => {
	const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
};
