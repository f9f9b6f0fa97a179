import { join } from "node:path";
import { expect, test } from "vitest";
import { readOptions, UsageError } from "../../scripts/launcher/options.ts";

test("without arguments Berth listens on loopback, on a port of its own choice, and keeps its data in the clone", () => {
	expect(readOptions([], {})).toEqual({
		demo: false,
		once: false,
		host: "127.0.0.1",
		port: null,
		home: join(import.meta.dirname, "../../.berth"),
	});
});

test("what the command line says wins over the environment", () => {
	const env = { HOST: "0.0.0.0", PORT: "8080" };
	expect(readOptions([], env)).toMatchObject({ host: "0.0.0.0", port: 8080 });
	expect(readOptions(["--host", "::1", "--port", "9090"], env)).toMatchObject({ host: "::1", port: 9090 });
});

test("a relative home is taken from where the command is given", () => {
	expect(readOptions(["--home", "data"], {})).toMatchObject({ home: join(process.cwd(), "data") });
});

test.each([[["--prot", "80"]], [["demo"]], [["--once"]], [["--port", "http"]], [["--port", "0"]], [["--port", "65536"]], [["--host"]]])(
	"%j is refused, and names what is wrong",
	(args) => {
		expect(() => readOptions(args, {})).toThrow(UsageError);
	},
);

test("a port in the environment that is none is refused by the variable's name", () => {
	expect(() => readOptions([], { PORT: "http" })).toThrow("PORT must be a port");
});
