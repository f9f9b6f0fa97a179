/**
 * The SQL of a new UUIDv7 whose time is the statement's, so that ids and times of a table are in one order: a random one, with the
 * milliseconds written over its first 48 bits and the version over its fourth.
 *
 * Source  RFC 9562 section 5.7. The function of that name is in PostgreSQL 18 alone.
 */
export const newUuid = `
	encode(set_bit(set_bit(overlay(
		uuid_send(gen_random_uuid()) placing substring(int8send(floor(extract(epoch from statement_timestamp()) * 1000)::bigint) from 3)
		from 1 for 6
	), 52, 1), 53, 1), 'hex')::uuid`;

/** The least of all ids of a moment: what is not below it was made then or later. */
export const leastUuidOf = (at: Date): string => {
	const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
};
