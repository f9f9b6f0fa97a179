import { createSocket } from "node:dgram";
import { once } from "node:events";

/** What a server says of every name: these addresses, that there is no such name, or nothing at all. */
export type Answer = { readonly v4?: readonly string[]; readonly v6?: number } | "no-such-name" | "silence";

export interface DnsServer extends AsyncDisposable {
	/** `127.0.0.1:port`. */
	readonly address: string;
	questions(): number;
}

const A = 1;
const AAAA = 28;
const FLAGS = 0x8180;
const NAME_ERROR = 3;

/** A name server of one answer, on loopback. Source  RFC 1035, section 4.1; RFC 3596. */
export async function startDnsServer(answer: Answer): Promise<DnsServer> {
	const socket = createSocket("udp4");
	let questions = 0;
	socket.on("message", (query, from) => {
		questions += 1;
		if (answer !== "silence") socket.send(reply(query, answer), from.port, from.address);
	});
	socket.bind(0, "127.0.0.1");
	await once(socket, "listening");
	return {
		address: `127.0.0.1:${socket.address().port}`,
		questions: () => questions,
		async [Symbol.asyncDispose]() {
			const closed = once(socket, "close");
			socket.close();
			await closed;
		},
	};
}

function reply(query: Buffer, answer: Exclude<Answer, "silence">): Buffer {
	let end = 12;
	while (query[end] !== 0) end += (query[end] ?? 0) + 1;
	end += 5;
	const kind = query.readUInt16BE(end - 4);
	const records = answer === "no-such-name" ? [] : recordsOf(answer, kind);
	const header = Buffer.alloc(12);
	query.copy(header, 0, 0, 2);
	header.writeUInt16BE(answer === "no-such-name" ? FLAGS | NAME_ERROR : FLAGS, 2);
	header.writeUInt16BE(1, 4);
	header.writeUInt16BE(records.length, 6);
	return Buffer.concat([header, query.subarray(12, end), ...records]);
}

function recordsOf({ v4 = [], v6 = 0 }: { readonly v4?: readonly string[]; readonly v6?: number }, kind: number): Buffer[] {
	if (kind === A) return v4.map((address) => record(A, Buffer.from(address.split(".").map(Number))));
	if (kind === AAAA) return Array.from({ length: v6 }, (_, i) => record(AAAA, Buffer.alloc(16, i + 1)));
	return [];
}

/** One answer about the name of the question, which stands at offset 12. */
function record(kind: number, data: Buffer): Buffer {
	const head = Buffer.alloc(12);
	head.writeUInt16BE(0xc00c, 0);
	head.writeUInt16BE(kind, 2);
	head.writeUInt16BE(1, 4);
	head.writeUInt32BE(60, 6);
	head.writeUInt16BE(data.length, 10);
	return Buffer.concat([head, data]);
}
