import { type OpenProcedure, openProcedures } from "@berth/api/openapi";
import { errorTable } from "@berth/core";
import { docOf } from "./procedure-docs.ts";
import { type RouterTypes, readRouterTypes, type Schema } from "./router-types.ts";

/**
 * The OpenAPI document of every procedure: what each takes by its own schema, what it answers by the types of the router, who may ask by
 * its meta.
 */
export async function openApiDocument(): Promise<string> {
	const types = await readRouterTypes();
	const procedures = openProcedures();
	const document = {
		openapi: "3.1.0",
		jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
		info: { title: "Berth", version: "1", summary: "Lease container capacity on Docker hosts.", description: about },
		servers: [{ url: "/" }],
		security: [{ apiKey: [] }, { session: [] }],
		tags: [...new Set(procedures.map(tagOf))].map((name) => ({ name })),
		paths: Object.fromEntries(procedures.map((procedure) => [`/trpc/${procedure.path}`, pathItem(procedure, types)])),
		components: {
			securitySchemes: {
				apiKey: { type: "http", scheme: "bearer", description: "An API key." },
				session: { type: "apiKey", in: "cookie", name: "better-auth.session_token", description: "What signing in gives a browser." },
			},
			parameters: { tenant },
			schemas: { ...types.schemas, Refusal: types.refusal },
			responses,
		},
	};
	return `${JSON.stringify(document, null, "\t")}\n`;
}

const about = [
	"Queries are asked by GET with their input as JSON in the parameter `input`, mutations by POST with it as the body.",
	"An answer stands in `result.data`, a refusal in `error.data`, whose `code` is one of a closed table and whose `retryable` says whether",
	"the same may succeed later. Times are ISO 8601. Streams are server-sent events: the `id` of each is a position, and who names the",
	"last one in `lastEventId` goes on from there.",
].join(" ");

const tenant = {
	name: "x-berth-tenant",
	in: "header",
	description: "Whom to act for, by id or name; the caller's first tenant when absent.",
	schema: { type: "string" },
};

const refusal = (description: string) => ({
	description,
	content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
});

const responses = {
	Refused: refusal(
		`Refused. \`error.data.code\` is one of: ${Object.entries(errorTable)
			.map(([code, { http }]) => `${code} (${http})`)
			.join(", ")}.`,
	),
	TooMany: {
		...refusal(
			"Too many calls (RATE_LIMITED), commands to one lease too close together (THROTTLED), or a registry that lets us pull no more (IMAGE_RATE_LIMITED). `error.data.data.retryAfterMs` says after how many milliseconds the same may be sent again, where that is known.",
		),
		headers: {
			"retry-after": { description: "The same in seconds, rounded up.", schema: { type: "integer" } },
		},
	},
};

const tagOf = ({ path }: OpenProcedure): string => path.slice(0, path.lastIndexOf(".")) || path;

function pathItem(procedure: OpenProcedure, types: RouterTypes) {
	const { path, type, who, scope, input } = procedure;
	const doc = docOf(path);
	const isActing = ["tenant", "owner", "ownerPerson", "lease"].includes(who);
	const operation = {
		operationId: path,
		tags: [tagOf(procedure)],
		...(doc !== null && { summary: firstSentence(doc), description: doc }),
		...(isPersonal(who) && { security: [{ session: [] }] }),
		...(who === "stranger" && { security: [] }),
		"x-berth-who": who,
		"x-berth-scope": scope,
	};
	const answers = {
		"200": type === "subscription" ? stream(types.answers.get(path)) : answer(types.answers.get(path)),
		"429": { $ref: "#/components/responses/TooMany" },
		default: { $ref: "#/components/responses/Refused" },
	};
	const acting = isActing ? [{ $ref: "#/components/parameters/tenant" }] : [];
	if (type === "mutation")
		return {
			post: {
				...operation,
				parameters: acting,
				...(input !== null && { requestBody: { required: !input.isOptional, content: { "application/json": { schema: input.schema } } } }),
				responses: answers,
			},
		};
	const parameters = [
		...(input === null
			? []
			: [{ name: "input", in: "query", required: !input.isOptional, content: { "application/json": { schema: input.schema } } }]),
		...acting,
	];
	return { get: { ...operation, parameters, responses: answers } };
}

const answer = (schema: Schema | undefined) => ({
	description: "Done.",
	// An answer without a type says nothing of itself: `data` may be anything.
	content: { "application/json": { schema: schema ?? { type: "object", properties: { result: {} }, required: ["result"] } } },
});

/** What an answer holds in `result.data`, which is what an event of a stream has as its data. */
const dataOf = (schema: Schema | undefined): unknown =>
	(schema as { readonly properties?: { readonly result?: { readonly properties?: { readonly data?: unknown } } } } | undefined)?.properties
		?.result?.properties?.data ?? {};

const stream = (schema: Schema | undefined) => ({
	description:
		"Messages for as long as it is open: `data` is JSON as `x-berth-message` says, `id` a position where the stream has one. Events named `connected`, `ping` and `return` are the transport's; `serialized-error` holds a refusal.",
	content: { "text/event-stream": { schema: { type: "string" }, "x-berth-message": dataOf(schema) } },
});

/** What no key may do. */
const isPersonal = (who: OpenProcedure["who"]): boolean => ["person", "ownerPerson", "adminPerson"].includes(who);

const firstSentence = (doc: string): string => (/^[\s\S]*?[.;:](?=\s|$)/.exec(doc)?.[0] ?? doc).replaceAll("\n", " ").replace(/[;:]$/, ".");
