import type { RouterOutputs } from "@berth/client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "./trpc.ts";

export type Offer = RouterOutputs["sku"]["offers"]["offers"][number];

/** As many as a page of them has. */
const CHOICES_MAX = 200;
/** What is free changes with every lease that comes and goes. */
const LOOK_MS = 10_000;

/** The sizes on offer with how many of each there is room for now. */
export const useOffers = () =>
	useQuery(
		useTRPC().sku.offers.queryOptions(
			{ limit: CHOICES_MAX },
			{ select: ({ offers }) => offers, refetchInterval: LOOK_MS, staleTime: 2_000 },
		),
	);
