import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";

/** As many as one page of them has. */
const NODES_MAX = 200;

/** The nodes, for choices and names. */
export const useNodes = () => useQuery(useTRPC().admin.node.list.queryOptions({ limit: NODES_MAX }, { select: ({ nodes }) => nodes }));
