/** The document as it was written when this was built. It is read with the first one who asks. */
export async function openApiResponse(): Promise<Response> {
	const { default: document } = await import("../../../../docs/openapi.json", { with: { type: "json" } });
	return Response.json(document, { headers: { "cache-control": "public, max-age=300" } });
}
