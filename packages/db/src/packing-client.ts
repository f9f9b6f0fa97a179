import pg from "pg";

/**
 * A connection on which statements that are sent in one turn of the process leave in one packet: a begin with the first statement, the last
 * one with its commit, reads that were asked for together. Each packet is a call of the kernel, and wakes the other end.
 */
export class PackingClient extends pg.Client {
	constructor(config?: pg.ClientConfig) {
		super(config);
		let isPacking = false;
		const pack = () => {
			if (isPacking) return;
			isPacking = true;
			// Looked up here: another one takes its place where the connection is made private.
			const { stream } = this.connection;
			stream.cork();
			process.nextTick(() => {
				isPacking = false;
				stream.uncork();
			});
		};
		const packed = (...asked: never[]): unknown => {
			pack();
			const query: (...asked: never[]) => unknown = super.query;
			return query.apply(this, asked);
		};
		// All of the driver's forms of it, each as it is.
		this.query = packed as typeof this.query;
	}
}
