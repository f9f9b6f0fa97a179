import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "./trpc.ts";

/** As many as a page of them has: a form with more choices than that would need a search. */
const CHOICES_MAX = 200;

/** The sizes on offer, in the order of the form. */
export const useSkus = () => useQuery(useTRPC().sku.list.queryOptions({ limit: CHOICES_MAX }, { select: ({ skus }) => skus }));
